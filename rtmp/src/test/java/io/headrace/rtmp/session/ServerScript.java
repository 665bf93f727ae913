package io.headrace.rtmp.session;

import io.headrace.rtmp.amf.AmfValue;
import io.headrace.rtmp.chunk.RawChunks;

/** The bytes that a server sends. */
public final class ServerScript {
  private static final AmfValue NULL = AmfValue.NULL;
  private static final int CONTROL_CSID = 2;
  private static final int COMMAND_CSID = 3;
  private static final int USER_CONTROL = 4;

  private final ClientScript peer;

  public ServerScript() {
    this(128);
  }

  /** Goes on where another script has set the chunk size. */
  public ServerScript(int chunkBytes) {
    peer = new ClientScript(chunkBytes);
  }

  /** S0, S1 without digest, S2: all at once. */
  public ServerScript handshake() {
    peer.handshake();
    return this;
  }

  public ServerScript chunkSize(int bytes) {
    peer.chunkSize(bytes);
    return this;
  }

  /** As servers greet: window, bandwidth, chunk size, leave. */
  public ServerScript connected() {
    peer.chunks(new RawChunks().control(5, 2_500_000));
    peer.chunks(new RawChunks().type0(2, 0, 5, 6, 0, new byte[] {0, 0x26, 0x25, (byte) 0xA0, 2}));
    return chunkSize(4_096)
        .command(
            "_result",
            1,
            AmfValue.object("fmsVer", "FMS/3,0,1,123", "capabilities", 31),
            AmfValue.object(
                "level", "status", "code", "NetConnection.Connect.Success", "objectEncoding", 0));
  }

  public ServerScript created(double streamId) {
    return command("_result", 4, NULL, AmfValue.of(streamId));
  }

  /** All up to the begin of media. */
  public ServerScript playing() {
    return handshake()
        .connected()
        .created(1)
        .userControl(0, 1)
        .status("NetStream.Play.Reset")
        .status("NetStream.Play.Start");
  }

  public ServerScript status(String code) {
    return status("level", "status", "code", code, "description", "x");
  }

  public ServerScript error(String code, String description) {
    return status("level", "error", "code", code, "description", description);
  }

  public ServerScript status(Object... keysAndValues) {
    return command("onStatus", 0, NULL, AmfValue.object(keysAndValues));
  }

  public ServerScript command(String name, double transaction, AmfValue... rest) {
    peer.command(COMMAND_CSID, 0, name, transaction, rest);
    return this;
  }

  /** The refusal of connect. */
  public ServerScript connectRefused(String description) {
    return command(
        "_error",
        1,
        NULL,
        AmfValue.object(
            "level",
            "error",
            "code",
            "NetConnection.Connect.Rejected",
            "description",
            description));
  }

  public ServerScript userControl(int event, int value) {
    byte[] payload = {
      0,
      (byte) event,
      (byte) (value >>> 24),
      (byte) (value >>> 16),
      (byte) (value >>> 8),
      (byte) value
    };
    peer.chunks(new RawChunks().type0(CONTROL_CSID, 0, 6, USER_CONTROL, 0, payload));
    return this;
  }

  public ServerScript message(int csid, long timestamp, int type, byte[] payload) {
    peer.message(csid, timestamp, type, payload);
    return this;
  }

  public ServerScript metadata(Object... keysAndValues) {
    peer.metadata(5, keysAndValues);
    return this;
  }

  /** The audio and video of the first {@code tags} tags of a real clip. */
  public ServerScript clip(int tags) {
    peer.clip(7, 6, tags);
    return this;
  }

  public ServerScript chunks(RawChunks raw) {
    peer.chunks(raw);
    return this;
  }

  public byte[] toBytes() {
    return peer.toBytes();
  }
}
