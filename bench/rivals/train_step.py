"""The step of bench/train-step.mjs in PyTorch: train_step.py THREADS STEPS, prints steps per second."""
import math, random, sys, time
import torch

threads, steps = int(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(threads)
torch.manual_seed(1)
random.seed(1)
ROWS, DIM = 30_000, 256


def bags(count, length):
    ids = [min(ROWS - 1, int(math.exp(random.random() * math.log(ROWS)))) for _ in range(count * length)]
    return torch.tensor(ids), torch.arange(0, count * length, length)


batches = [(bags(512, 20), bags(512, 150), bags(512, 25)) for _ in range(4)]
base = torch.randn(ROWS, DIM) * 0.1
best = 0.0
# Dense gradients with Adam over the whole table, and sparse ones with SparseAdam: the faster of both counts.
for sparse in (False, True):
    table = torch.nn.Parameter(base.clone())
    optimiser = (torch.optim.SparseAdam if sparse else torch.optim.Adam)([table], lr=1e-3)

    def encode(weights, bag, is_sparse=False):
        summed = torch.nn.functional.embedding_bag(bag[0], weights, bag[1], mode="mean", sparse=is_sparse)
        return torch.nn.functional.normalize(summed, dim=1)

    def step(i):
        anchors, positives, texts = batches[i % 4]
        with torch.no_grad():
            target = encode(base, texts)
        scores = encode(table, anchors, sparse) @ encode(table, positives, sparse).T * 20
        loss = 0.3 * torch.nn.functional.cross_entropy(scores, torch.arange(512))
        loss = loss + (1 - (encode(table, texts, sparse) * target).sum(1)).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()

    for i in range(3):
        step(i)
    started = time.perf_counter()
    for i in range(steps):
        step(i)
    best = max(best, steps / (time.perf_counter() - started))
print(best)
