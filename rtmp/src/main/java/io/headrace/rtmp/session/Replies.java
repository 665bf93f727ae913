package io.headrace.rtmp.session;

import io.headrace.rtmp.amf.AmfValue;
import io.headrace.rtmp.chunk.ChunkWriter;
import io.headrace.rtmp.message.Command;
import io.headrace.rtmp.message.MessageType;
import io.headrace.rtmp.message.UserControl;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Writes what the server says, in the forms that all known publishers and players accept. */
final class Replies {
  static final int CHUNK_BYTES = 65_536;

  private static final int CONTROL_CSID = 2;
  private static final int COMMAND_CSID = 3;
  private static final int STATUS_CSID = 5;
  private static final int BANDWIDTH_DYNAMIC = 2;
  private static final double CAPABILITIES = 31;
  private static final int AMF3_ENCODING = 3;

  private final ChunkWriter chunks = new ChunkWriter();

  /**
   * The answer to connect. The order matters: ffmpeg takes our chunk size for its own output only
   * when it comes before the result.
   */
  void connected(ByteBuf out, double transactionId, ConnectRequest request) {
    windowAcknowledgementSize(out);
    control(out, MessageType.SET_CHUNK_SIZE, CHUNK_BYTES);
    chunks.chunkBytes(CHUNK_BYTES);
    AmfValue.Obj server = AmfValue.object("fmsVer", "FMS/3,0,1,123", "capabilities", CAPABILITIES);
    AmfValue.Obj info =
        AmfValue.object(
            "level",
            "status",
            "code",
            "NetConnection.Connect.Success",
            "description",
            "Connection succeeded.",
            "objectEncoding",
            request.amf3() ? AMF3_ENCODING : 0);
    if (request.enhanced().announced()) {
      // Clients differ in which of the two objects they read it from.
      AmfValue.Obj enhanced = EnhancedCapabilities.ofServer();
      server = server.with(enhanced);
      info = info.with(enhanced);
    }
    command(out, COMMAND_CSID, 0, Command.of("_result", transactionId, server, info));
  }

  private void windowAcknowledgementSize(ByteBuf out) {
    control(out, MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE, AckWindow.DEFAULT_BYTES);
    ByteBuf payload = Unpooled.buffer(5).writeInt(AckWindow.DEFAULT_BYTES);
    payload.writeByte(BANDWIDTH_DYNAMIC);
    chunks.write(CONTROL_CSID, MessageType.SET_PEER_BANDWIDTH, 0, 0, payload, out);
  }

  /** {@code _error} to connect; the connection is to be closed. */
  void connectRejected(ByteBuf out, double transactionId, String description) {
    command(
        out,
        COMMAND_CSID,
        0,
        Command.of(
            "_error",
            transactionId,
            AmfValue.NULL,
            info("error", "NetConnection.Connect.Rejected", description)));
  }

  /** A result without content, or with one value. */
  void result(ByteBuf out, double transactionId, AmfValue value) {
    command(out, COMMAND_CSID, 0, Command.of("_result", transactionId, AmfValue.NULL, value));
  }

  void callFailed(ByteBuf out, double transactionId) {
    command(
        out,
        COMMAND_CSID,
        0,
        Command.of(
            "_error",
            transactionId,
            AmfValue.NULL,
            info("error", "NetConnection.Call.Failed", "Unknown command.")));
  }

  /** {@code onFCPublish}, {@code onFCUnpublish}: some encoders wait for it. */
  void notification(ByteBuf out, String name, String code) {
    command(out, COMMAND_CSID, 0, Command.of(name, 0, AmfValue.NULL, info("status", code, "")));
  }

  void publishStarted(ByteBuf out, int streamId) {
    userControl(out, UserControl.STREAM_BEGIN, Math.max(1, streamId));
    status(out, streamId, "NetStream.Publish.Start", "Publishing.");
  }

  /** The order that ffmpeg, rtmpdump, GStreamer and VLC expect; media follow. */
  void playStarted(ByteBuf out, int streamId) {
    userControl(out, UserControl.STREAM_BEGIN, ServerCommands.STREAM_ID);
    status(out, streamId, "NetStream.Play.Reset", "Resetting.");
    status(out, streamId, "NetStream.Play.Start", "Playing.");
  }

  /** What ends ffmpeg and librtmp properly. */
  void playEnded(ByteBuf out, int streamId) {
    userControl(out, UserControl.STREAM_EOF, ServerCommands.STREAM_ID);
    status(out, streamId, "NetStream.Play.UnpublishNotify", "The stream is over.");
    status(out, streamId, "NetStream.Play.Stop", "Stopped.");
  }

  void status(ByteBuf out, int streamId, String code, String description) {
    onStatus(out, streamId, info("status", code, description));
  }

  void failure(ByteBuf out, int streamId, String code, String description) {
    onStatus(out, streamId, info("error", code, description));
  }

  void acknowledgement(ByteBuf out, int sequence) {
    control(out, MessageType.ACKNOWLEDGEMENT, sequence);
  }

  void userControl(ByteBuf out, int event, int value) {
    ByteBuf payload = Unpooled.buffer(6).writeShort(event).writeInt(value);
    chunks.write(CONTROL_CSID, MessageType.USER_CONTROL, 0, 0, payload, out);
  }

  private void onStatus(ByteBuf out, int streamId, AmfValue info) {
    command(out, STATUS_CSID, streamId, Command.of("onStatus", 0, AmfValue.NULL, info));
  }

  private void control(ByteBuf out, int type, int value) {
    chunks.write(CONTROL_CSID, type, 0, 0, Unpooled.buffer(4).writeInt(value), out);
  }

  private void command(ByteBuf out, int chunkStreamId, int streamId, Command command) {
    ByteBuf payload = Unpooled.buffer();
    command.write(payload);
    chunks.write(chunkStreamId, MessageType.COMMAND_AMF0, streamId, 0, payload, out);
  }

  private static AmfValue info(String level, String code, String description) {
    return AmfValue.object("level", level, "code", code, "description", description);
  }
}
