package io.headrace.rtmp.session;

import io.headrace.media.flv.FlvFileReader;
import io.headrace.media.flv.TagType;
import io.headrace.rtmp.amf.AmfValue;
import io.headrace.rtmp.amf.AmfWriter;
import io.headrace.rtmp.chunk.RawChunks;
import io.headrace.rtmp.message.Command;
import io.headrace.rtmp.message.MessageType;
import io.headrace.testkit.Feed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The bytes that a publisher sends, in the chunk forms that it uses. */
final class ClientScript {
  private static final int PACKET_BYTES = 1536;

  private final RawChunks chunks = new RawChunks();
  private int chunkBytes;

  ClientScript() {
    this(128);
  }

  /** Goes on where another script has set the chunk size. */
  ClientScript(int chunkBytes) {
    this.chunkBytes = chunkBytes;
  }

  /** C0, C1 without digest, C2: all at once. */
  ClientScript handshake() {
    chunks.bytes(new byte[] {3}).bytes(new byte[2 * PACKET_BYTES]);
    return this;
  }

  ClientScript chunkSize(int bytes) {
    chunks.setChunkSize(bytes);
    chunkBytes = bytes;
    return this;
  }

  /** A command in a type 0 message. */
  ClientScript command(int csid, int streamId, String name, double transaction, AmfValue... rest) {
    byte[] payload = payload(name, transaction, rest);
    chunks.message(csid, 0, MessageType.COMMAND_AMF0, streamId, payload, chunkBytes, true);
    return this;
  }

  /** A command in a type 1 message of one chunk. */
  ClientScript command1(int csid, String name, double transaction, AmfValue... rest) {
    byte[] payload = payload(name, transaction, rest);
    chunks.type1(csid, 0, payload.length, MessageType.COMMAND_AMF0, payload);
    return this;
  }

  ClientScript connect(String app) {
    AmfValue properties =
        AmfValue.object("app", app, "type", "nonprivate", "flashVer", "FMLE/3.0 (compatible)");
    return command(3, 0, "connect", 1, properties);
  }

  /** As players connect. */
  ClientScript connectToPlay(String app, Object... more) {
    AmfValue.Obj properties =
        AmfValue.object("app", app, "flashVer", "LNX 9,0,124,2", "fpad", false, "videoFunction", 1);
    return command(3, 0, "connect", 1, properties.with(AmfValue.object(more)));
  }

  /** A user control event with one or two numbers, such as SetBufferLength. */
  ClientScript userControl(int event, int... values) {
    ByteBuf out = Unpooled.buffer().writeShort(event);
    for (int value : values) {
      out.writeInt(value);
    }
    chunks.message(2, 0, MessageType.USER_CONTROL, 0, ByteBufUtil.getBytes(out), chunkBytes, true);
    return this;
  }

  /** {@code @setDataFrame onMetaData}. */
  ClientScript metadata(int csid, Object... keysAndValues) {
    ByteBuf out = Unpooled.buffer();
    AmfWriter.write(out, AmfValue.of("@setDataFrame"));
    AmfWriter.write(out, AmfValue.of("onMetaData"));
    AmfWriter.write(out, new AmfValue.EcmaArray(AmfValue.object(keysAndValues).properties()));
    return message(csid, 0, MessageType.DATA_AMF0, ByteBufUtil.getBytes(out));
  }

  /** A message of stream 1. */
  ClientScript message(int csid, long timestamp, int type, byte[] payload) {
    chunks.message(csid, timestamp, type, 1, payload, chunkBytes, true);
    return this;
  }

  /** The audio and video of the first {@code tags} tags of a real clip. */
  ClientScript clip(int audioCsid, int videoCsid, int tags) {
    FlvFileReader reader = new FlvFileReader(Unpooled.wrappedBuffer(clip()));
    for (int i = 0; i < tags && reader.next(); i++) {
      if (reader.type() != TagType.SCRIPT) {
        boolean video = reader.type() == TagType.VIDEO;
        message(
            video ? videoCsid : audioCsid,
            reader.timestampMs(),
            reader.type().id(),
            ByteBufUtil.getBytes(reader.body()));
      }
    }
    return this;
  }

  ClientScript chunks(RawChunks raw) {
    chunks.bytes(raw.toBytes());
    return this;
  }

  byte[] toBytes() {
    return chunks.toBytes();
  }

  /** An FLV file: H.264 at 30 frames a second and AAC at 48 kHz. */
  static byte[] clip() {
    try (InputStream in = Feed.class.getResourceAsStream("canary.flv")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] payload(String name, double transaction, AmfValue... rest) {
    ByteBuf out = Unpooled.buffer();
    Command.of(name, transaction, rest).write(out);
    return ByteBufUtil.getBytes(out);
  }
}
