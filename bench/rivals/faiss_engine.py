"""FAISS behind the protocol of bench/engine-process.mjs: python faiss_engine.py hnsw|flat FOLDER"""
import json, os, sys, time
import numpy as np
import faiss

kind, folder = sys.argv[1], sys.argv[2]
task = json.load(open(os.path.join(folder, 'task.json')))
faiss.omp_set_num_threads(1)
dim = task['dim']
vectors = np.fromfile(os.path.join(folder, 'vectors.f32'), dtype=np.float32).reshape(-1, dim)
queries = np.fromfile(os.path.join(folder, 'queries.f32'), dtype=np.float32).reshape(-1, dim)

def resident_mib():
    return int(open('/proc/self/statm').read().split()[1]) * os.sysconf('SC_PAGE_SIZE') / 2**20

def build():
    before, start = resident_mib(), time.perf_counter()
    if kind == 'flat':
        index = faiss.IndexFlatIP(dim)
    else:
        index = faiss.IndexHNSWFlat(dim, 32, faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = 100
    index.add(vectors)
    return index, {'buildS': time.perf_counter() - start, 'memoryMiB': resident_mib() - before,
                   'efs': [64, 128, 192] if kind == 'hnsw' else [None]}

print('{"ready":true}', flush=True)
index = None
for line in sys.stdin:
    command = json.loads(line)
    if command['do'] == 'build':
        index, answer = build()
    else:
        ms, ids = [], []
        if kind == 'hnsw':
            index.hnsw.efSearch = command['ef']
        for q in range(command['from'], command['to']):
            start = time.perf_counter()
            _, found = index.search(queries[q:q + 1], task['k'])
            ms.append((time.perf_counter() - start) * 1000)
            ids.append(found[0].tolist())
        answer = {'ms': ms, 'ids': ids}
    print(json.dumps(answer), flush=True)
