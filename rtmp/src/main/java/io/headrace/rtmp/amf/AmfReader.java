package io.headrace.rtmp.amf;

import io.headrace.rtmp.amf.AmfException.Reason;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the values of one message. Lenient where real peers are loose: the count of an ECMA array
 * is a hint, the terminator of the last object may be missing, invalid UTF-8 is replaced, of a
 * repeated key the last counts.
 */
public final class AmfReader {
  private static final int OBJECT_END_BYTES = 3;

  private final ByteBuf in;
  private final AmfLimits limits;
  private int values;

  /**
   * Ownership: borrows {@code in} for the life of the reader and moves its reader index.
   *
   * @param in the rest of the message, nothing behind it
   */
  public AmfReader(ByteBuf in, AmfLimits limits) {
    this.in = in;
    this.limits = limits;
  }

  /** Whether another value follows. */
  public boolean hasNext() {
    return in.isReadable();
  }

  /**
   * The next value.
   *
   * @throws AmfException when it cannot be read or breaks a limit
   */
  public AmfValue next() {
    return read(0);
  }

  private AmfValue read(int depth) {
    if (++values > limits.values()) {
      throw new AmfException(Reason.TOO_MANY_VALUES, "AMF values: > " + limits.values());
    }
    int marker = need(1).readUnsignedByte();
    return switch (marker) {
      case AmfMarker.NUMBER -> AmfValue.of(need(8).readDouble());
      case AmfMarker.BOOLEAN -> AmfValue.of(need(1).readByte() != 0);
      case AmfMarker.STRING -> AmfValue.of(text(need(2).readUnsignedShort()));
      case AmfMarker.OBJECT -> new AmfValue.Obj(properties(depth));
      case AmfMarker.NULL -> AmfValue.NULL;
      case AmfMarker.UNDEFINED, AmfMarker.UNSUPPORTED -> AmfValue.UNDEFINED;
      case AmfMarker.REFERENCE -> new AmfValue.Reference(need(2).readUnsignedShort());
      case AmfMarker.ECMA_ARRAY -> ecmaArray(depth);
      case AmfMarker.STRICT_ARRAY -> strictArray(depth);
      case AmfMarker.DATE -> new AmfValue.Date(need(10).readDouble(), in.readShort());
      case AmfMarker.LONG_STRING, AmfMarker.XML -> AmfValue.of(text(need(4).readUnsignedInt()));
      case AmfMarker.TYPED_OBJECT -> typedObject(depth);
      case AmfMarker.AVM_PLUS -> new AvmPlusReader(in, limits).next();
      default -> throw new AmfException(Reason.UNKNOWN_TYPE, "AMF type: " + marker);
    };
  }

  private AmfValue ecmaArray(int depth) {
    need(4).skipBytes(4);
    return new AmfValue.EcmaArray(properties(depth));
  }

  private AmfValue strictArray(int depth) {
    checkDepth(depth);
    long count = need(4).readUnsignedInt();
    if (count > in.readableBytes()) {
      throw new AmfException(
          Reason.TRUNCATED, "AMF array: " + count + " values in " + in.readableBytes() + " bytes");
    }
    List<AmfValue> elements = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      elements.add(read(depth + 1));
    }
    return new AmfValue.StrictArray(elements);
  }

  private AmfValue typedObject(int depth) {
    key();
    return new AmfValue.Obj(properties(depth));
  }

  private Map<String, AmfValue> properties(int depth) {
    checkDepth(depth);
    Map<String, AmfValue> properties = new LinkedHashMap<>();
    while (in.isReadable() && !readObjectEnd()) {
      properties.put(key(), read(depth + 1));
    }
    return properties;
  }

  /** Consumes {@code 00 00 09} if it stands here. */
  private boolean readObjectEnd() {
    if (in.readableBytes() >= OBJECT_END_BYTES
        && in.getUnsignedMedium(in.readerIndex()) == AmfMarker.OBJECT_END) {
      in.skipBytes(OBJECT_END_BYTES);
      return true;
    }
    return false;
  }

  private String key() {
    int length = need(2).readUnsignedShort();
    if (length > limits.keyBytes()) {
      throw new AmfException(
          Reason.TOO_LONG,
          "AMF key: " + length + " bytes (expected: <= " + limits.keyBytes() + ")");
    }
    return need(length).readCharSequence(length, StandardCharsets.UTF_8).toString();
  }

  private String text(long length) {
    return readText(in, length, limits);
  }

  /** Reads {@code length} bytes as UTF-8 once they are known to be allowed and there. */
  static String readText(ByteBuf in, long length, AmfLimits limits) {
    if (length > limits.stringBytes()) {
      throw new AmfException(
          Reason.TOO_LONG,
          "AMF string: " + length + " bytes (expected: <= " + limits.stringBytes() + ")");
    }
    return need(in, (int) length).readCharSequence((int) length, StandardCharsets.UTF_8).toString();
  }

  static ByteBuf need(ByteBuf in, int bytes) {
    if (in.readableBytes() < bytes) {
      throw new AmfException(
          Reason.TRUNCATED, "AMF bytes: " + in.readableBytes() + " (expected: >= " + bytes + ")");
    }
    return in;
  }

  private ByteBuf need(int bytes) {
    return need(in, bytes);
  }

  private void checkDepth(int depth) {
    if (depth >= limits.depth()) {
      throw new AmfException(Reason.TOO_DEEP, "AMF depth: > " + limits.depth());
    }
  }
}
