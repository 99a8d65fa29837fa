"""Tantivy behind the protocol of bench/engine-process.mjs: python tantivy_engine.py FOLDER"""
import json, os, sys, tempfile, time
import tantivy

folder = sys.argv[1]
task = json.load(open(os.path.join(folder, 'task.json')))

def lines(name):
    with open(os.path.join(folder, name), encoding='utf-8') as file:
        return file.read().rstrip('\n').split('\n')

corpus, queries = lines('corpus.txt'), lines('queries.txt')
SECONDS_MAX = 20

def resident_mib():
    return int(open('/proc/self/statm').read().split()[1]) * os.sysconf('SC_PAGE_SIZE') / 2**20

def build():
    """On disk, read by mmap, in one segment: as it is used, and as Lucene is here."""
    before, start = resident_mib(), time.perf_counter()
    schema = (tantivy.SchemaBuilder()
              .add_text_field('text', tokenizer_name='whitespace', index_option='freq')
              .add_integer_field('id', fast=True, stored=True)
              .build())
    index = tantivy.Index(schema, path=tempfile.mkdtemp(prefix='bench-tantivy-'))
    writer = index.writer(heap_size=1_000_000_000, num_threads=1)
    for row, text in enumerate(corpus):
        writer.add_document(tantivy.Document(text=[text], id=row))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    return (index, searcher, schema), {
        'buildS': time.perf_counter() - start, 'memoryMiB': resident_mib() - before, 'segments': searcher.num_segments}

def query_of(schema, words):
    """Any of the words; the parser is no part of what is measured."""
    return tantivy.Query.boolean_query(
        [(tantivy.Occur.Should, tantivy.Query.term_query(schema, 'text', word, 'freq')) for word in words.split(' ')])

def search_round(opened, begin, end):
    _, searcher, schema = opened
    ms, found = [], []
    until = time.perf_counter() + SECONDS_MAX
    for q in range(begin, end):
        if time.perf_counter() > until:
            break
        start = time.perf_counter()
        hits = searcher.search(query_of(schema, queries[q]), task['k'], count=False).hits
        ms.append((time.perf_counter() - start) * 1000)
        # Ids are looked up outside of the time, where Lucene's and ours are document numbers already.
        found.append([searcher.doc(address)['id'][0] for _, address in hits])
    return {'ms': ms, 'ids': found}

print('{"ready":true}', flush=True)
opened = None
for line in sys.stdin:
    command = json.loads(line)
    if command['do'] == 'build':
        opened, answer = build()
    else:
        answer = search_round(opened, command['from'], command['to'])
    print(json.dumps(answer), flush=True)
