package io.headrace.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Watches a rendition by blocking reload, RFC 8216bis §6.2.5.2, and notes when parts come. Thread:
 * one watches; what came is for any.
 */
final class PartWatcher {
  /** Longer than the three target durations after which a server gives up. */
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(40);

  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final Pattern PART_TARGET = Pattern.compile("PART-TARGET=([0-9.]+)");
  private static final Pattern MEDIA_SEQUENCE = Pattern.compile("#EXT-X-MEDIA-SEQUENCE:(\\d+)");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI multivariant;
  private URI playlist;
  private Position next;
  private Arrivals arrivals = new Arrivals(Duration.ZERO, 0, Duration.ZERO, System.nanoTime());

  PartWatcher(URI multivariant) {
    this.multivariant = multivariant;
    this.playlist = multivariant;
    this.next = new Position(0, 0);
  }

  /**
   * What came.
   *
   * @param partTarget of the playlist
   * @param parts how many
   * @param longestGap between two of them
   * @param lastNs when the last one came
   */
  record Arrivals(Duration partTarget, int parts, Duration longestGap, long lastNs) {
    Arrivals with(int count, long nowNs) {
      Duration gap = Duration.ofNanos(nowNs - lastNs);
      Duration longest = gap.compareTo(longestGap) > 0 ? gap : longestGap;
      return new Arrivals(partTarget, parts + count, longest, nowNs);
    }

    @Override
    public String toString() {
      return parts + " parts of " + partTarget + ", longest gap " + longestGap;
    }
  }

  /** The part that comes next: {@code index} parts of segment {@code msn} are there. */
  private record Position(long msn, int index) {}

  /** Waits for the stream to be playable. */
  void open() throws IOException, InterruptedException {
    long deadlineNs = System.nanoTime() + START_TIMEOUT.toNanos();
    HttpResponse<String> response = get(multivariant);
    while (response.statusCode() != 200) {
      if (System.nanoTime() > deadlineNs) {
        throw new IOException(multivariant + ": " + response.statusCode());
      }
      Thread.sleep(50); // What is not there yet cannot be waited for otherwise.
      response = get(multivariant);
    }
    String variant =
        response
            .body()
            .lines()
            .dropWhile(line -> !line.startsWith("#EXT-X-STREAM-INF"))
            .skip(1)
            .findFirst()
            .orElseThrow(() -> new IOException("no variant"));
    playlist = multivariant.resolve(variant);
    String body = getPlaylist(playlist);
    next = position(body);
    Matcher target = PART_TARGET.matcher(body);
    if (!target.find()) {
      throw new IOException("no PART-TARGET:\n" + body);
    }
    long targetMs = Math.round(Double.parseDouble(target.group(1)) * 1_000);
    set(new Arrivals(Duration.ofMillis(targetMs), 0, Duration.ZERO, System.nanoTime()));
  }

  /** Waits for the next part; returns how many came with it. */
  int awaitParts() throws IOException, InterruptedException {
    String query = "_HLS_msn=" + next.msn + "&_HLS_part=" + next.index;
    String body = getPlaylist(URI.create(playlist + "?" + query));
    Position now = position(body);
    if (now.equals(next)) {
      throw new IOException("a blocked request was answered without the part it waited for");
    }
    int count = now.msn == next.msn ? now.index - next.index : 1;
    next = now;
    synchronized (this) {
      arrivals = arrivals.with(count, System.nanoTime());
      notifyAll();
    }
    return count;
  }

  /** Waits for one more part, for {@code patience} at most. */
  synchronized void awaitArrival(Duration patience) throws InterruptedException {
    int parts = arrivals.parts;
    long deadlineNs = System.nanoTime() + patience.toNanos();
    for (long leftMs = patience.toMillis(); leftMs > 0 && arrivals.parts == parts; ) {
      wait(leftMs);
      leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
    }
  }

  /** What came since the last call; the time since the last part counts as a gap. */
  synchronized Arrivals forgetArrivals() {
    Arrivals before = arrivals.with(0, System.nanoTime());
    arrivals = new Arrivals(before.partTarget, 0, Duration.ZERO, arrivals.lastNs);
    return before;
  }

  synchronized Duration partTarget() {
    return arrivals.partTarget;
  }

  private synchronized void set(Arrivals value) {
    arrivals = value;
  }

  private static Position position(String body) throws IOException {
    if (body.contains("#EXT-X-DISCONTINUITY\n")) {
      throw new IOException("discontinuity:\n" + body);
    }
    Matcher sequence = MEDIA_SEQUENCE.matcher(body);
    if (!sequence.find()) {
      throw new IOException("no media sequence:\n" + body);
    }
    long segments = body.lines().filter(line -> line.startsWith("#EXTINF")).count();
    int lastSegment = body.lastIndexOf("#EXTINF");
    long parts =
        body.substring(Math.max(0, lastSegment))
            .lines()
            .filter(line -> line.startsWith("#EXT-X-PART:"))
            .count();
    return new Position(Long.parseLong(sequence.group(1)) + segments, (int) parts);
  }

  private String getPlaylist(URI uri) throws IOException, InterruptedException {
    HttpResponse<String> response = get(uri);
    if (response.statusCode() != 200) {
      throw new IOException(uri + ": " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(REQUEST_TIMEOUT).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
