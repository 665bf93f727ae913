package io.headrace.rtmp.amf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Map;

/** Writes AMF0 values. Ownership: borrows the buffer. */
public final class AmfWriter {
  private static final int MAX_SHORT_STRING_BYTES = 0xFFFF;

  private AmfWriter() {}

  public static void write(ByteBuf out, AmfValue value) {
    if (value instanceof AmfValue.Number number) {
      out.writeByte(AmfMarker.NUMBER).writeDouble(number.value());
    } else if (value instanceof AmfValue.Bool bool) {
      out.writeByte(AmfMarker.BOOLEAN).writeBoolean(bool.value());
    } else if (value instanceof AmfValue.Text text) {
      writeText(out, text.value());
    } else if (value instanceof AmfValue.Obj obj) {
      out.writeByte(AmfMarker.OBJECT);
      writeProperties(out, obj.properties());
    } else if (value instanceof AmfValue.EcmaArray array) {
      out.writeByte(AmfMarker.ECMA_ARRAY).writeInt(array.properties().size());
      writeProperties(out, array.properties());
    } else if (value instanceof AmfValue.StrictArray array) {
      out.writeByte(AmfMarker.STRICT_ARRAY).writeInt(array.values().size());
      array.values().forEach(element -> write(out, element));
    } else if (value instanceof AmfValue.Date date) {
      out.writeByte(AmfMarker.DATE).writeDouble(date.epochMs()).writeShort(date.zoneMinutes());
    } else if (value instanceof AmfValue.Reference reference) {
      out.writeByte(AmfMarker.REFERENCE).writeShort(reference.index());
    } else {
      out.writeByte(value instanceof AmfValue.Null ? AmfMarker.NULL : AmfMarker.UNDEFINED);
    }
  }

  private static void writeText(ByteBuf out, String text) {
    int bytes = ByteBufUtil.utf8Bytes(text);
    if (bytes <= MAX_SHORT_STRING_BYTES) {
      out.writeByte(AmfMarker.STRING).writeShort(bytes);
    } else {
      out.writeByte(AmfMarker.LONG_STRING).writeInt(bytes);
    }
    ByteBufUtil.writeUtf8(out, text);
  }

  private static void writeProperties(ByteBuf out, Map<String, AmfValue> properties) {
    properties.forEach(
        (key, value) -> {
          out.writeShort(ByteBufUtil.utf8Bytes(key));
          ByteBufUtil.writeUtf8(out, key);
          write(out, value);
        });
    out.writeMedium(AmfMarker.OBJECT_END);
  }
}
