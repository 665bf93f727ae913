package io.headrace.rtmp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.codec.TrackKind;
import io.headrace.rtmp.amf.AmfLimits;
import io.headrace.rtmp.amf.AmfReader;
import io.headrace.rtmp.amf.AmfValue;
import io.headrace.rtmp.chunk.ChunkLimits;
import io.headrace.rtmp.chunk.ChunkReader;
import io.headrace.rtmp.message.MessageType;
import io.headrace.testkit.Feed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A session whose time, answers and events a test holds in its hands. */
final class Watched implements SessionOutput {
  static final long ORIGIN_MS = 10_000;
  private static final int HANDSHAKE_ANSWER_BYTES = 1 + 2 * 1536;

  final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  final MemoryBudget budget = new MemoryBudget(64 << 20);
  final RtmpServerSession session;
  final List<String> events = new ArrayList<>();
  final ByteBuf answers = Unpooled.buffer();

  /** Whether publish requests are granted at once. */
  boolean grants = true;

  long nowNs = 1_000;
  long mostHeldBytes;

  Watched() {
    this(SessionLimits.DEFAULT);
  }

  Watched(SessionLimits limits) {
    this(limits, Logins.NONE);
  }

  Watched(SessionLimits limits, Logins logins) {
    this(limits, new AdobeLogin(logins));
  }

  Watched(SessionLimits limits, AdobeLogin login) {
    session =
        new RtmpServerSession(
            limits,
            ChunkLimits.DEFAULT,
            AmfLimits.DEFAULT,
            login,
            allocator,
            budget,
            new SplittableRandom(1),
            nowNs);
  }

  Watched feed(Feed feed, ClientScript script) {
    feed.feed(script.toBytes(), this::receive);
    return this;
  }

  void receive(ByteBuf piece) {
    session.receive(piece, nowNs, this);
    assertEquals(0, piece.readableBytes(), "the session takes every byte");
    mostHeldBytes = Math.max(mostHeldBytes, allocator.metric().usedDirectMemory());
  }

  void passTime(long ms) {
    nowNs += ms * 1_000_000;
    session.onTime(nowNs, this);
  }

  void accept() {
    session.acceptPublish(new EventSink(events), ORIGIN_MS, nowNs, this);
  }

  /** What the server has said since the handshake, one line a message. */
  List<String> answered() {
    ByteBuf bytes = answers.duplicate();
    bytes.skipBytes(Math.min(bytes.readableBytes(), HANDSHAKE_ANSWER_BYTES));
    return messages(bytes);
  }

  /** Chunks as text, one line a message. */
  static List<String> messages(ByteBuf bytes) {
    List<String> lines = new ArrayList<>();
    ChunkReader reader =
        new ChunkReader(
            ChunkLimits.DEFAULT, UnpooledByteBufAllocator.DEFAULT, new MemoryBudget(64 << 20), 0);
    reader.read(
        bytes,
        0,
        (type, streamId, timestampMs, payload) -> {
          lines.add("type " + type + " stream " + streamId + ": " + describe(type, payload));
          payload.release();
        });
    lines.add("chunk size " + reader.chunkBytes());
    reader.close();
    return lines;
  }

  /** Answers and events for a golden file. */
  String dump() {
    return "server\n  "
        + String.join("\n  ", answered())
        + "\nevents\n  "
        + String.join("\n  ", events)
        + "\n";
  }

  /** Fails if the session holds anything after closing. */
  void close() {
    session.close();
    assertEquals(0, allocator.metric().usedDirectMemory(), "bytes held after close");
    assertEquals(0, budget.usedBytes(), "bytes reserved after close");
  }

  @Override
  public ByteBuf bytes() {
    return answers;
  }

  @Override
  public void onPublish(StreamRequest request) {
    events.add("publish " + described(request));
    if (grants) {
      accept();
    }
  }

  @Override
  public void onPlay(StreamRequest request) {
    events.add("play " + described(request));
    if (grants) {
      session.acceptPlay(nowNs, this);
    }
  }

  @Override
  public void onPlayStopped() {
    events.add("play stopped");
  }

  @Override
  public void onPause(boolean paused) {
    events.add(paused ? "pause" : "resume");
  }

  @Override
  public void onReceive(TrackKind kind, boolean wanted) {
    events.add("receive " + kind + " " + wanted);
  }

  private static String described(StreamRequest request) {
    String user = request.user() == null ? "" : " by " + request.user();
    return request.path()
        + (request.parameters().isEmpty() ? "" : " " + new TreeMap<>(request.parameters()))
        + user;
  }

  @Override
  public void onUnpublish() {
    events.add("unpublish");
  }

  @Override
  public void onClose(String why) {
    events.add("close: " + why);
  }

  List<String> events(String prefix) {
    return events.stream().filter(event -> event.startsWith(prefix)).toList();
  }

  private static String describe(int type, ByteBuf payload) {
    if (type != MessageType.COMMAND_AMF0) {
      return ByteBufUtil.hexDump(payload);
    }
    AmfReader reader = new AmfReader(payload, AmfLimits.DEFAULT);
    List<String> values = new ArrayList<>();
    while (reader.hasNext()) {
      values.add(text(reader.next()));
    }
    return String.join(" ", values);
  }

  private static String text(@Nullable AmfValue value) {
    if (value instanceof AmfValue.Text text) {
      return '"' + text.value() + '"';
    } else if (value instanceof AmfValue.Number number) {
      return String.valueOf(number.value());
    } else if (value instanceof AmfValue.Obj obj) {
      return obj.properties().entrySet().stream()
          .map(entry -> entry.getKey() + "=" + text(entry.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    } else if (value instanceof AmfValue.StrictArray array) {
      return array.values().stream().map(Watched::text).collect(Collectors.joining(", ", "[", "]"));
    } else if (value instanceof AmfValue.Bool bool) {
      return String.valueOf(bool.value());
    }
    if (value instanceof AmfValue.StrictArray array) {
      return array.values().stream().map(Watched::text).collect(Collectors.joining(", ", "[", "]"));
    }
    return value instanceof AmfValue.Null ? "null" : "undefined";
  }
}
