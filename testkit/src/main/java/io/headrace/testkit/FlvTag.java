package io.headrace.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One tag of an FLV file, Adobe FLV 10.1 §E.4.1: what an RTMP message carries.
 *
 * @param type 8 audio, 9 video, 18 data; the same numbers as RTMP message types
 * @param timestampMs since the file's start
 */
record FlvTag(int type, int timestampMs, byte[] payload) {
  private static final int FILE_HEADER_BYTES = 9;
  private static final int PREVIOUS_SIZE_BYTES = 4;

  /** All tags of a resource of this package. */
  static List<FlvTag> readResource(String name) {
    try (InputStream in = FlvTag.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      ByteBuffer file = ByteBuffer.wrap(in.readAllBytes());
      file.position(FILE_HEADER_BYTES + PREVIOUS_SIZE_BYTES);
      List<FlvTag> tags = new ArrayList<>();
      while (file.hasRemaining()) {
        tags.add(read(file));
      }
      return tags;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FlvTag read(ByteBuffer file) {
    int typeAndSize = file.getInt();
    int timestamp = file.getInt();
    file.position(file.position() + 3); // stream id, always 0
    byte[] payload = new byte[typeAndSize & 0xFF_FFFF];
    file.get(payload);
    file.position(file.position() + PREVIOUS_SIZE_BYTES);
    // 24 bits, then the upper 8.
    int timestampMs = timestamp >>> 8 | timestamp << 24;
    return new FlvTag(typeAndSize >>> 24, timestampMs, payload);
  }
}
