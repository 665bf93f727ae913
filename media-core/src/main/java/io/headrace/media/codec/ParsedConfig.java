package io.headrace.media.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;
import java.util.HexFormat;

/** What the configurations have in common that are read from bytes. Immutable. */
abstract class ParsedConfig {
  private final byte[] original;

  /**
   * @param original the bytes that say it all: two configurations are equal when these are. Not
   *     copied
   */
  ParsedConfig(byte[] original) {
    this.original = original;
  }

  /**
   * A copy of {@code record}, whose indexes are not moved.
   *
   * @param name for people
   * @throws CodecException MALFORMED when its length is not between {@code minBytes} and {@code
   *     maxBytes}
   */
  static byte[] copyOf(ByteBuf record, String name, int minBytes, int maxBytes) {
    int bytes = record.readableBytes();
    if (bytes == 0) {
      throw new CodecException(CodecException.Reason.EMPTY, name + ": empty");
    }
    if (bytes < minBytes || bytes > maxBytes) {
      throw CodecException.malformed(
          name + ": " + bytes + " bytes (expected: " + minBytes + " to " + maxBytes + ")");
    }
    return ByteBufUtil.getBytes(record);
  }

  /** The bytes it was read from, not to be changed. */
  final byte[] original() {
    return original;
  }

  /** See {@link CodecConfig#codecString}. */
  public abstract String codecString();

  @Override
  public final boolean equals(Object other) {
    return other instanceof ParsedConfig that
        && that.getClass() == getClass()
        && Arrays.equals(original, that.original);
  }

  @Override
  public final int hashCode() {
    return Arrays.hashCode(original);
  }

  @Override
  public final String toString() {
    return codecString() + " " + HexFormat.of().formatHex(original);
  }
}
