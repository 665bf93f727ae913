package io.headrace.rtmp.amf;

import io.headrace.rtmp.amf.AmfException.Reason;
import io.netty.buffer.ByteBuf;

/**
 * The one AMF3 value behind an AVM+ marker, Action Message Format AMF 3 §3. Scalars are understood;
 * anything with inner structure is given as undefined and takes the rest of the message with it.
 */
final class AvmPlusReader {
  private static final int UNDEFINED = 0;
  private static final int NULL = 1;
  private static final int FALSE = 2;
  private static final int TRUE = 3;
  private static final int INTEGER = 4;
  private static final int DOUBLE = 5;
  private static final int STRING = 6;
  private static final int LAST_TYPE = 0x11;
  private static final int INTEGER_BITS = 29;

  private final ByteBuf in;
  private final AmfLimits limits;

  AvmPlusReader(ByteBuf in, AmfLimits limits) {
    this.in = in;
    this.limits = limits;
  }

  AmfValue next() {
    int marker = need(1).readUnsignedByte();
    return switch (marker) {
      case UNDEFINED -> AmfValue.UNDEFINED;
      case NULL -> AmfValue.NULL;
      case FALSE -> AmfValue.of(false);
      case TRUE -> AmfValue.of(true);
      case INTEGER -> AmfValue.of(signed(variableInteger()));
      case DOUBLE -> AmfValue.of(need(8).readDouble());
      case STRING -> string();
      default -> skipRest(marker);
    };
  }

  private AmfValue string() {
    int header = variableInteger();
    boolean literal = (header & 1) != 0;
    // A reference into a table that one value cannot have filled.
    return literal ? AmfValue.of(AmfReader.readText(in, header >>> 1, limits)) : AmfValue.UNDEFINED;
  }

  private AmfValue skipRest(int marker) {
    if (marker > LAST_TYPE) {
      throw new AmfException(Reason.UNKNOWN_TYPE, "AMF3 type: " + marker);
    }
    in.skipBytes(in.readableBytes());
    return AmfValue.UNDEFINED;
  }

  /** U29, §1.3.1: seven bits a byte, the fourth byte has eight. */
  private int variableInteger() {
    int value = 0;
    for (int i = 0; i < 3; i++) {
      int next = need(1).readUnsignedByte();
      value = value << 7 | next & 0x7F;
      if (next < 0x80) {
        return value;
      }
    }
    return value << 8 | need(1).readUnsignedByte();
  }

  private static int signed(int value) {
    return value << Integer.SIZE - INTEGER_BITS >> Integer.SIZE - INTEGER_BITS;
  }

  private ByteBuf need(int bytes) {
    return AmfReader.need(in, bytes);
  }
}
