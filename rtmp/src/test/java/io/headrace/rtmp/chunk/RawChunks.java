package io.headrace.rtmp.chunk;

import io.headrace.rtmp.message.MessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** Writes chunks of every form as peers send them, also wrong ones. */
public final class RawChunks {
  private static final int EXTENDED = 0xFF_FFFF;

  private final ByteBuf out = Unpooled.buffer();

  /** A chunk with a type 0 header and as much payload as given. */
  public RawChunks type0(
      int csid, long timestamp, int length, int type, int streamId, byte[] payload) {
    basicHeader(0, csid);
    field(timestamp).writeMedium(length).writeByte(type).writeIntLE(streamId);
    return extended(timestamp).bytes(payload);
  }

  public RawChunks type1(int csid, long delta, int length, int type, byte[] payload) {
    basicHeader(1, csid);
    field(delta).writeMedium(length).writeByte(type);
    return extended(delta).bytes(payload);
  }

  public RawChunks type2(int csid, long delta, byte[] payload) {
    basicHeader(2, csid);
    field(delta);
    return extended(delta).bytes(payload);
  }

  public RawChunks type3(int csid, byte[] payload) {
    basicHeader(3, csid);
    return bytes(payload);
  }

  /** A type 3 chunk that repeats the extended timestamp. */
  public RawChunks type3(int csid, long extendedTimestamp, byte[] payload) {
    basicHeader(3, csid);
    out.writeInt((int) extendedTimestamp);
    return bytes(payload);
  }

  /** A whole message: type 0, then type 3, with or without extended timestamps on the latter. */
  public RawChunks message(
      int csid,
      long timestamp,
      int type,
      int streamId,
      byte[] payload,
      int chunkBytes,
      boolean repeatExtended) {
    int at = Math.min(chunkBytes, payload.length);
    type0(csid, timestamp, payload.length, type, streamId, java.util.Arrays.copyOf(payload, at));
    while (at < payload.length) {
      int end = Math.min(payload.length, at + chunkBytes);
      byte[] part = java.util.Arrays.copyOfRange(payload, at, end);
      if (repeatExtended && timestamp >= EXTENDED) {
        type3(csid, timestamp, part);
      } else {
        type3(csid, part);
      }
      at = end;
    }
    return this;
  }

  public RawChunks setChunkSize(int bytes) {
    return control(MessageType.SET_CHUNK_SIZE, bytes);
  }

  public RawChunks control(int type, int value) {
    return type0(2, 0, 4, type, 0, ByteBufUtil.getBytes(Unpooled.buffer(4).writeInt(value)));
  }

  public RawChunks bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  public byte[] toBytes() {
    return ByteBufUtil.getBytes(out);
  }

  private void basicHeader(int format, int csid) {
    if (csid < 64) {
      out.writeByte(format << 6 | csid);
    } else if (csid < 320) {
      out.writeByte(format << 6).writeByte(csid - 64);
    } else {
      out.writeByte(format << 6 | 1).writeShortLE(csid - 64);
    }
  }

  private ByteBuf field(long value) {
    return out.writeMedium((int) Math.min(value, EXTENDED));
  }

  private RawChunks extended(long value) {
    if (value >= EXTENDED) {
      out.writeInt((int) value);
    }
    return this;
  }
}
