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
  private volatile Duration partTarget = Duration.ZERO;
  private final Arrivals arrivals = new Arrivals("parts");

  PartWatcher(URI multivariant) {
    this.multivariant = multivariant;
    this.playlist = multivariant;
    this.next = new Position(0, 0);
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
    partTarget = Duration.ofMillis(targetMs);
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
    arrivals.add(count);
    return count;
  }

  Arrivals arrivals() {
    return arrivals;
  }

  /** Known once it is open. */
  Duration partTarget() {
    return partTarget;
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
