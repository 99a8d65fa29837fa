/** @file One step of training a table of token vectors, in parts that threads share by rows, bags or columns. */
export { spreadGradients, sumBags, throughUnitLength, updateRows } from './_bags'
export { multiply, packColumns, packRows, transpose } from './_matmul'
export { cosineLoss, crossEntropy, divergence, exclude, scaleRows, sumColumns } from './_softmax'
