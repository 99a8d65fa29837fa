/** @file The part of some items for which something holds. Of no items it holds for all: 1. */

export const partOf = <Item>(items: readonly Item[], holds: (item: Item) => boolean): number =>
  items.length === 0 ? 1 : items.filter(holds).length / items.length
