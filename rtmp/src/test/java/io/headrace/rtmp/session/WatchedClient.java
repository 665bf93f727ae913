package io.headrace.rtmp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.rtmp.session.RtmpClientSession.Role;
import io.headrace.testkit.Feed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A client session whose time, words and events a test holds in its hands. */
final class WatchedClient implements ClientOutput {
  static final RtmpUrl URL = RtmpUrl.parse("rtmp://user:pass@origin.example/live/cam?key=secret");
  static final long ORIGIN_MS = 10_000;
  private static final int HANDSHAKE_BYTES = 1 + 2 * 1536;

  final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  final RtmpClientSession session;
  final List<String> events = new ArrayList<>();
  final ByteBuf words = Unpooled.buffer();

  /** Whether media are taken at once. */
  boolean takes = true;

  final MemoryBudget budget = new MemoryBudget(64 << 20);
  long nowNs = 1_000;
  long mostHeldBytes;

  WatchedClient(Role role) {
    this(role, URL, ClientConfig.DEFAULT);
  }

  WatchedClient(Role role, RtmpUrl url, ClientConfig config) {
    session =
        new RtmpClientSession(role, url, config, allocator, budget, new SplittableRandom(1), nowNs);
    session.start(this);
  }

  WatchedClient feed(Feed feed, byte[] bytes) {
    feed.feed(
        bytes,
        piece -> {
          session.receive(piece, nowNs, this);
          assertEquals(0, piece.readableBytes(), "the session takes every byte");
          mostHeldBytes = Math.max(mostHeldBytes, allocator.metric().usedDirectMemory());
        });
    return this;
  }

  WatchedClient feed(ServerScript script) {
    return feed(Feed.WHOLE, script.toBytes());
  }

  void passTime(long ms) {
    nowNs += ms * 1_000_000;
    session.onTime(nowNs, this);
  }

  void take() {
    session.acceptMedia(new EventSink(events), ORIGIN_MS, this);
  }

  /** What the client has said since the handshake, one line a message. */
  List<String> said() {
    ByteBuf bytes = words.duplicate();
    bytes.skipBytes(Math.min(bytes.readableBytes(), HANDSHAKE_BYTES));
    return Watched.messages(bytes);
  }

  List<String> said(String part) {
    return said().stream().filter(line -> line.contains(part)).toList();
  }

  List<String> events(String prefix) {
    return events.stream().filter(event -> event.startsWith(prefix)).toList();
  }

  /** Words and events for a golden file. */
  String dump() {
    return "client\n  "
        + String.join("\n  ", said())
        + "\nevents\n  "
        + String.join("\n  ", events)
        + "\n";
  }

  /** Fails if the session holds anything after closing. */
  void close() {
    session.close();
    assertEquals(0, allocator.metric().usedDirectMemory(), "bytes held after close");
  }

  @Override
  public ByteBuf bytes() {
    return words;
  }

  @Override
  public void onStarted() {
    events.add("started");
  }

  @Override
  public void onMedia() {
    events.add("media");
    if (takes) {
      take();
    }
  }

  @Override
  public void onReconnect(RtmpUrl url, String why) {
    events.add("reconnect " + url.host() + ":" + url.port() + " " + url.app() + ": " + why);
  }

  @Override
  public void onEnd(ClientFailure failure, String why) {
    events.add("end " + failure + ": " + why);
  }
}
