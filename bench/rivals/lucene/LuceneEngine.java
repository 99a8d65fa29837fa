import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.FSDirectory;

/** Lucene behind the protocol of bench/engine-process.mjs: java LuceneEngine FOLDER */
public final class LuceneEngine {
  private static final long NANOS_MAX = 20_000_000_000L;
  private static final int WARMING_QUERIES = 10_000;

  private final List<String> corpus;
  private final List<String> queries;
  private final int k;
  private IndexSearcher searcher;

  private LuceneEngine(Path folder) throws IOException {
    corpus = Files.readAllLines(folder.resolve("corpus.txt"));
    queries = Files.readAllLines(folder.resolve("queries.txt"));
    k = numberOf(Files.readString(folder.resolve("task.json")), "k");
  }

  public static void main(String[] arguments) throws IOException {
    LuceneEngine engine = new LuceneEngine(Path.of(arguments[0]));
    System.out.println("{\"ready\":true}");
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      boolean isBuild = line.contains("\"build\"");
      System.out.println(isBuild ? engine.build() : engine.round(numberOf(line, "from"), numberOf(line, "to")));
    }
  }

  /** Two numbers and a word of JSON: no library for that. */
  private static int numberOf(String json, String name) {
    Matcher found = Pattern.compile("\"" + name + "\"\\s*:\\s*(\\d+)").matcher(json);
    if (!found.find()) throw new IllegalArgumentException(name + " is missing in " + json);
    return Integer.parseInt(found.group(1));
  }

  /** On disk, read by mmap, in one segment, by the formula and the parameters of ours. */
  private String build() throws IOException {
    long before = residentBytes();
    long start = System.nanoTime();
    Analyzer analyzer = new WhitespaceAnalyzer();
    IndexWriterConfig config = new IndexWriterConfig(analyzer).setSimilarity(similarity()).setRAMBufferSizeMB(512);
    FSDirectory directory = FSDirectory.open(Files.createTempDirectory("bench-lucene-"));
    FieldType type = new FieldType();
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    type.setTokenized(true);
    type.freeze();
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (String text : corpus) {
        Document document = new Document();
        document.add(new Field("text", text, type));
        writer.addDocument(document);
      }
      writer.forceMerge(1);
    }
    searcher = new IndexSearcher(DirectoryReader.open(directory));
    searcher.setSimilarity(similarity());
    searcher.setQueryCache(null);
    double seconds = (System.nanoTime() - start) / 1e9;
    double mebibytes = (residentBytes() - before) / (1024.0 * 1024.0);
    warm();
    return String.format(Locale.ROOT, "{\"buildS\":%.3f,\"memoryMiB\":%.1f}", seconds, mebibytes);
  }

  /** The virtual machine compiles what has run often: asks the queries of the round that is not counted until it has. */
  private void warm() throws IOException {
    int perRound = queries.size() / 6;
    for (int i = 0; i < WARMING_QUERIES; i++) search(queries.get(i % perRound));
  }

  private static BM25Similarity similarity() {
    return new BM25Similarity(0.9f, 0.4f);
  }

  private static long residentBytes() throws IOException {
    System.gc();
    return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * 4096;
  }

  private String round(int from, int to) throws IOException {
    List<String> times = new ArrayList<>();
    List<String> found = new ArrayList<>();
    long end = System.nanoTime() + NANOS_MAX;
    for (int query = from; query < to && System.nanoTime() < end; query++) {
      long start = System.nanoTime();
      ScoreDoc[] hits = search(queries.get(query));
      times.add(String.format(Locale.ROOT, "%.4f", (System.nanoTime() - start) / 1e6));
      List<String> ids = new ArrayList<>();
      for (ScoreDoc hit : hits) ids.add(Integer.toString(hit.doc));
      found.add("[" + String.join(",", ids) + "]");
    }
    return "{\"ms\":[" + String.join(",", times) + "],\"ids\":[" + String.join(",", found) + "]}";
  }

  /** Any of the words; documents that cannot be among the k best are not counted. */
  private ScoreDoc[] search(String words) throws IOException {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    for (String word : words.split(" ")) any.add(new TermQuery(new Term("text", word)), BooleanClause.Occur.SHOULD);
    return searcher.search(any.build(), new TopScoreDocCollectorManager(k, k)).scoreDocs;
  }
}
