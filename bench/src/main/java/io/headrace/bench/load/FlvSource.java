package io.headrace.bench.load;

import io.headrace.media.flv.FlvFileReader;
import io.headrace.media.flv.TagReader;
import io.headrace.media.flv.TagType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A prepared FLV as publishers replay it: what goes first (metadata, decoder configurations), then
 * the frames, over and over with times that go on.
 *
 * <p>Ownership: the bodies are slices of one buffer that lives as long as the process; they are
 * read-only and uncounted. Thread: any.
 */
public final class FlvSource {
  /**
   * One message.
   *
   * @param type its kind
   * @param timestampMs decode time from the first frame on
   * @param body the payload; borrowed, indexes never moved
   */
  public record Tag(TagType type, long timestampMs, ByteBuf body) {
    public boolean isVideo() {
      return type == TagType.VIDEO;
    }
  }

  private final List<Tag> prelude;
  private final List<Tag> frames;
  private final long periodMs;

  private FlvSource(List<Tag> prelude, List<Tag> frames, long periodMs) {
    this.prelude = List.copyOf(prelude);
    this.frames = List.copyOf(frames);
    this.periodMs = periodMs;
  }

  public static FlvSource load(Path file) throws IOException {
    return of(Unpooled.wrappedBuffer(Files.readAllBytes(file)));
  }

  /**
   * Ownership: takes {@code file} for the life of the process.
   *
   * @throws io.headrace.media.flv.FlvException when it is not FLV
   * @throws IllegalArgumentException when there are no two video frames, whose distance is needed
   */
  public static FlvSource of(ByteBuf file) {
    ByteBuf shared = Unpooled.unreleasableBuffer(file);
    FlvFileReader reader = new FlvFileReader(shared);
    List<Tag> prelude = new ArrayList<>();
    List<Tag> frames = new ArrayList<>();
    long firstMs = -1;
    while (reader.next()) {
      if (isFrame(reader.type(), reader.body())) {
        firstMs = firstMs < 0 ? reader.timestampMs() : firstMs;
        frames.add(new Tag(reader.type(), reader.timestampMs() - firstMs, reader.body()));
      } else if (frames.isEmpty()) {
        prelude.add(new Tag(reader.type(), 0, reader.body()));
      }
    }
    return new FlvSource(prelude, frames, periodMs(frames));
  }

  /** Metadata and decoder configurations, in order, to be sent once. */
  public List<Tag> prelude() {
    return prelude;
  }

  /** The frames of one round, in order of the file. */
  public List<Tag> frames() {
    return frames;
  }

  /** From the first frame to the first frame of the next round, in ms. */
  public long periodMs() {
    return periodMs;
  }

  private static boolean isFrame(TagType type, ByteBuf body) {
    if (type == TagType.SCRIPT) {
      return false;
    }
    TagReader tag = new TagReader();
    tag.wrap(type, body);
    return tag.next() && tag.packet() == TagReader.Packet.FRAME;
  }

  private static long periodMs(List<Tag> frames) {
    List<Tag> video = frames.stream().filter(Tag::isVideo).toList();
    if (video.size() < 2) {
      throw new IllegalArgumentException("FLV: " + video.size() + " video frames (expected: >= 2)");
    }
    long spanMs = video.get(video.size() - 1).timestampMs() - video.get(0).timestampMs();
    return spanMs + Math.round((double) spanMs / (video.size() - 1));
  }
}
