package io.headrace.rtmp.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.codec.TrackKind;
import io.headrace.media.flv.TagReader;
import io.headrace.media.flv.TagReader.Packet;
import io.headrace.media.flv.TagType;
import io.headrace.rtmp.amf.AmfLimits;
import io.headrace.rtmp.amf.AmfReader;
import io.headrace.rtmp.amf.AmfValue;
import io.headrace.rtmp.chunk.ChunkLimits;
import io.headrace.rtmp.chunk.ChunkReader;
import io.headrace.rtmp.chunk.ChunkWriter;
import io.headrace.rtmp.message.MessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A player that reads all it is given at once, as ffmpeg would, and writes it down line by line,
 * but lets go of the memory, as a socket would, only as fast as the test allows.
 */
final class TestPlayer implements RelayPlayer {
  private static final TagReader TAGS = new TagReader();

  private final ChunkReader reader =
      new ChunkReader(
          ChunkLimits.DEFAULT, UnpooledByteBufAllocator.DEFAULT, new MemoryBudget(64 << 20), 0);
  private final ArrayDeque<ByteBuf> unsent = new ArrayDeque<>();
  private final List<String> told = new ArrayList<>();
  private long unsentBytes;
  private boolean flushed = true;
  private boolean gone;

  /** Whether the socket takes all it is given. */
  boolean reads = true;

  /** What to do when the relay gives this player up. */
  Runnable whenTooSlow = () -> {};

  int writes;
  int flushes;

  TestPlayer() {
    ByteBuf size = Unpooled.buffer();
    ByteBuf payload = Unpooled.buffer().writeInt(BatchWriter.CHUNK_BYTES);
    new ChunkWriter().write(2, MessageType.SET_CHUNK_SIZE, 0, 0, payload, size);
    reader.read(size, 0, this::onMessage);
  }

  /** What it was given and told since the last call. */
  List<String> told() {
    List<String> copy = List.copyOf(told);
    told.clear();
    return copy;
  }

  /** The frames of {@link #told()}. */
  List<String> frames() {
    return told().stream().filter(RelayWorld::isFrame).toList();
  }

  /** Sends {@code bytes} of what is queued. */
  void send(long bytes) {
    long left = bytes;
    while (!unsent.isEmpty() && left > 0) {
      ByteBuf first = unsent.getFirst();
      int part = (int) Math.min(left, first.readableBytes());
      first.skipBytes(part);
      left -= part;
      unsentBytes -= part;
      if (!first.isReadable()) {
        unsent.removeFirst().release();
      }
    }
  }

  /** Its connection is closed. */
  void close() {
    gone = true;
    reads = true;
    send(Long.MAX_VALUE);
    reader.close();
  }

  @Override
  public void write(ByteBuf chunks) {
    assertFalse(gone, "given after the end");
    writes++;
    flushed = false;
    reader.read(chunks.duplicate(), 0, this::onMessage);
    unsentBytes += chunks.readableBytes();
    unsent.addLast(chunks);
  }

  @Override
  public void flush() {
    flushes++;
    flushed = true;
    if (reads) {
      send(Long.MAX_VALUE);
    }
  }

  @Override
  public long unsentBytes() {
    assertEquals(true, flushed, "all that was written is flushed");
    return unsentBytes;
  }

  @Override
  public void onHeld() {
    told.add("held");
  }

  @Override
  public void onLive() {
    told.add("live");
  }

  @Override
  public void onEnded() {
    told.add("ended");
  }

  @Override
  public void onNothingToPlay() {
    told.add("nothing to play");
  }

  @Override
  public void onTooSlow(String why) {
    told.add(why);
    close();
    whenTooSlow.run();
  }

  private void onMessage(int type, int streamId, long timestampMs, ByteBuf payload) {
    assertEquals(1, streamId);
    try {
      switch (type) {
        case MessageType.VIDEO -> onTag(TagType.VIDEO, timestampMs, payload);
        case MessageType.AUDIO -> onTag(TagType.AUDIO, timestampMs, payload);
        case MessageType.DATA_AMF0 -> told.add(data(payload) + " " + timestampMs);
        default -> told.add("type " + type);
      }
    } finally {
      payload.release();
    }
  }

  private void onTag(TagType type, long timestampMs, ByteBuf payload) {
    TAGS.wrap(type, payload);
    assertEquals(true, TAGS.next());
    boolean video = TAGS.kind() == TrackKind.VIDEO;
    byte[] body = ByteBufUtil.getBytes(payload, TAGS.payloadIndex(), TAGS.payloadBytes());
    String track = (TAGS.isEnhanced() ? "ex " : "") + (video ? "v" : "a") + TAGS.trackId();
    if (TAGS.packet() == Packet.FRAME) {
      told.add(RelayWorld.line(track, TAGS.isKey(), timestampMs, TAGS.compositionMs(), body));
    } else {
      told.add(track + " " + TAGS.packet() + " " + Arrays.hashCode(body) + " " + timestampMs);
    }
    assertFalse(TAGS.next());
  }

  private static String data(ByteBuf payload) {
    AmfReader amf = new AmfReader(payload, AmfLimits.DEFAULT);
    List<String> values = new ArrayList<>();
    while (amf.hasNext()) {
      values.add(text(amf.next()));
    }
    return String.join(" ", values);
  }

  private static String text(@Nullable AmfValue value) {
    if (value instanceof AmfValue.Text text) {
      return text.value();
    } else if (value instanceof AmfValue.Number number) {
      return number.value() == Math.rint(number.value())
          ? Long.toString((long) number.value())
          : Double.toString(number.value());
    } else if (value instanceof AmfValue.Bool bool) {
      return Boolean.toString(bool.value());
    }
    return value == null
        ? "null"
        : value.asProperties().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + text(entry.getValue()))
            .collect(Collectors.joining(", ", "{", "}"));
  }
}
