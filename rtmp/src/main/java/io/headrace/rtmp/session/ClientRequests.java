package io.headrace.rtmp.session;

import io.headrace.rtmp.amf.AmfValue;
import io.headrace.rtmp.chunk.ChunkWriter;
import io.headrace.rtmp.message.Command;
import io.headrace.rtmp.message.MessageType;
import io.headrace.rtmp.message.UserControl;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes what a client says: as ffmpeg where it plays, as OBS where it publishes. Ownership:
 * borrows every buffer.
 */
final class ClientRequests {
  static final int CONNECT = 1;
  static final int CREATE_STREAM = 4;
  static final int START = 5;

  private static final int RELEASE_STREAM = 2;
  private static final int FC_PUBLISH = 3;
  private static final int CHECK_BANDWIDTH = 6;
  private static final int FC_UNPUBLISH = 7;
  private static final int DELETE_STREAM = 8;

  private static final int CONTROL_CSID = 2;
  private static final int COMMAND_CSID = 3;
  private static final int AUDIO_CSID = 4;
  private static final int DATA_CSID = 5;
  private static final int VIDEO_CSID = 6;
  private static final int START_CSID = 8;

  private static final int BUFFER_MS = 3_000;

  /** Live streams only: what is recorded would come faster than time. */
  private static final double LIVE_ONLY = -1_000;

  private static final String PLAYER_VERSION = "LNX 9,0,124,2";
  private static final String PUBLISHER_VERSION = "FMLE/3.0 (compatible; FMSc/1.0)";
  private static final double PLAYER_CAPABILITIES = 15;
  private static final double ALL_AUDIO_CODECS = 0x0FFF;
  private static final double ALL_VIDEO_CODECS = 0xFF;

  private final ChunkWriter chunks = new ChunkWriter();

  /** Set Chunk Size. */
  void chunkSize(ByteBuf out, int bytes) {
    control(out, MessageType.SET_CHUNK_SIZE, bytes);
    chunks.chunkBytes(bytes);
  }

  void connectToPlay(ByteBuf out, RtmpUrl url) {
    Map<String, AmfValue> properties = new LinkedHashMap<>();
    properties.put("app", AmfValue.of(url.app()));
    properties.put("flashVer", AmfValue.of(PLAYER_VERSION));
    properties.put("tcUrl", AmfValue.of(url.tcUrl()));
    properties.put("fpad", AmfValue.of(false));
    properties.put("capabilities", AmfValue.of(PLAYER_CAPABILITIES));
    properties.put("audioCodecs", AmfValue.of(ALL_AUDIO_CODECS));
    properties.put("videoCodecs", AmfValue.of(ALL_VIDEO_CODECS));
    properties.putAll(EnhancedCapabilities.ofClient().properties());
    command(out, COMMAND_CSID, 0, "connect", CONNECT, new AmfValue.Obj(properties));
  }

  /** Without any word of Enhanced RTMP: publishers need none, and some servers stumble. */
  void connectToPublish(ByteBuf out, RtmpUrl url) {
    AmfValue properties =
        AmfValue.object(
            "app",
            url.app(),
            "type",
            "nonprivate",
            "flashVer",
            PUBLISHER_VERSION,
            "swfUrl",
            url.tcUrl(),
            "tcUrl",
            url.tcUrl());
    command(out, COMMAND_CSID, 0, "connect", CONNECT, properties);
  }

  void createStream(ByteBuf out) {
    command(out, COMMAND_CSID, 0, "createStream", CREATE_STREAM, AmfValue.NULL);
  }

  /** What publishers say before createStream, without waiting for answers. */
  void announcePublish(ByteBuf out, AmfValue name) {
    command(out, COMMAND_CSID, 0, "releaseStream", RELEASE_STREAM, AmfValue.NULL, name);
    command(out, COMMAND_CSID, 0, "FCPublish", FC_PUBLISH, AmfValue.NULL, name);
  }

  void publish(ByteBuf out, int streamId, AmfValue name) {
    AmfValue live = AmfValue.of("live");
    command(out, START_CSID, streamId, "publish", START, AmfValue.NULL, name, live);
  }

  void play(ByteBuf out, int streamId, AmfValue name) {
    AmfValue start = AmfValue.of(LIVE_ONLY);
    command(out, START_CSID, streamId, "play", START, AmfValue.NULL, name, start);
    ByteBuf payload = Unpooled.buffer(10).writeShort(UserControl.SET_BUFFER_LENGTH);
    payload.writeInt(streamId).writeInt(BUFFER_MS);
    chunks.write(CONTROL_CSID, MessageType.USER_CONTROL, 0, 0, payload, out);
  }

  void stopPublishing(ByteBuf out, int streamId, AmfValue name) {
    command(out, COMMAND_CSID, 0, "FCUnpublish", FC_UNPUBLISH, AmfValue.NULL, name);
    deleteStream(out, streamId);
  }

  void deleteStream(ByteBuf out, int streamId) {
    AmfValue id = AmfValue.of(streamId);
    command(out, COMMAND_CSID, 0, "deleteStream", DELETE_STREAM, AmfValue.NULL, id);
  }

  void checkBandwidth(ByteBuf out) {
    command(out, COMMAND_CSID, 0, "_checkbw", CHECK_BANDWIDTH, AmfValue.NULL);
  }

  /** The answer to a call of the server's. */
  void result(ByteBuf out, double transactionId) {
    ByteBuf payload = Unpooled.buffer();
    Command.of("_result", transactionId, AmfValue.NULL, AmfValue.UNDEFINED).write(payload);
    chunks.write(COMMAND_CSID, MessageType.COMMAND_AMF0, 0, 0, payload, out);
  }

  void pong(ByteBuf out, int value) {
    ByteBuf payload = Unpooled.buffer(6).writeShort(UserControl.PING_RESPONSE).writeInt(value);
    chunks.write(CONTROL_CSID, MessageType.USER_CONTROL, 0, 0, payload, out);
  }

  void windowAcknowledgementSize(ByteBuf out) {
    control(out, MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE, AckWindow.DEFAULT_BYTES);
  }

  void acknowledgement(ByteBuf out, int sequence) {
    control(out, MessageType.ACKNOWLEDGEMENT, sequence);
  }

  /** An audio, video or data message; moves no index of {@code body}. */
  void message(ByteBuf out, int type, int streamId, long timestampMs, ByteBuf body) {
    int chunkStreamId =
        switch (type) {
          case MessageType.VIDEO -> VIDEO_CSID;
          case MessageType.AUDIO -> AUDIO_CSID;
          default -> DATA_CSID;
        };
    chunks.write(chunkStreamId, type, streamId, timestampMs, Unpooled.EMPTY_BUFFER, body, out);
  }

  private void control(ByteBuf out, int type, int value) {
    chunks.write(CONTROL_CSID, type, 0, 0, Unpooled.buffer(4).writeInt(value), out);
  }

  private void command(
      ByteBuf out,
      int chunkStreamId,
      int streamId,
      String name,
      int transactionId,
      AmfValue... arguments) {
    ByteBuf payload = Unpooled.buffer();
    Command.of(name, transactionId, arguments).write(payload);
    chunks.write(chunkStreamId, MessageType.COMMAND_AMF0, streamId, 0, payload, out);
  }
}
