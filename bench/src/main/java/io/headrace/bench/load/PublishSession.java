package io.headrace.bench.load;

import io.headrace.media.flv.TagType;
import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.amf.AmfException;
import io.headrace.rtmp.amf.AmfLimits;
import io.headrace.rtmp.amf.AmfValue;
import io.headrace.rtmp.amf.AmfWriter;
import io.headrace.rtmp.chunk.ChunkLimits;
import io.headrace.rtmp.chunk.ChunkReader;
import io.headrace.rtmp.message.Command;
import io.headrace.rtmp.message.MessageType;
import io.headrace.rtmp.message.UserControl;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The client's side of publishing over RTMP, as OBS does it: simple handshake, Set Chunk Size,
 * connect, then releaseStream, FCPublish and createStream in one go, publish, media once the server
 * says Publish.Start. Bytes in, bytes out; no channel.
 *
 * <p>Thread: one at a time.
 */
public final class PublishSession implements AutoCloseable {
  /** Where it stands. */
  public enum State {
    HANDSHAKE,
    CONNECTING,
    CREATING,
    PUBLISHING,
    /** Media may be sent. */
    LIVE,
    /** The server refused or broke the protocol; see {@link #failure}. */
    FAILED
  }

  private static final int VERSION = 3;
  private static final int HANDSHAKE_BYTES = 1_536;
  private static final int CONTROL_CSID = 2;
  private static final int COMMAND_CSID = 3;
  private static final int PUBLISH_CSID = 8;
  private static final int VIDEO_CSID = 6;
  private static final int AUDIO_CSID = 4;
  private static final int DATA_CSID = 5;
  private static final int TX_CONNECT = 1;
  private static final int TX_RELEASE = 2;
  private static final int TX_FC_PUBLISH = 3;
  private static final int TX_CREATE = 4;
  private static final int TX_PUBLISH = 5;

  private final PublishTarget target;
  private final int chunkBytes;
  private final ByteBufAllocator allocator;
  private final ChunkReader reader;
  private final MessageWriter writer;
  private State state = State.HANDSHAKE;
  private String failure = "";
  private int streamId = 1;

  /**
   * @param chunkBytes chunk size of what is sent
   */
  public PublishSession(PublishTarget target, int chunkBytes, ByteBufAllocator allocator) {
    this.target = target;
    this.chunkBytes = chunkBytes;
    this.allocator = allocator;
    this.reader = new ChunkReader(ChunkLimits.DEFAULT, allocator, 0);
    this.writer = new MessageWriter(chunkBytes);
  }

  public State state() {
    return state;
  }

  /** Why it failed, one line; empty otherwise. */
  public String failure() {
    return failure;
  }

  /** Begins: C0 and C1. Ownership: borrows {@code out}. */
  public void start(ByteBuf out) {
    out.writeByte(VERSION).writeZero(HANDSHAKE_BYTES);
  }

  /**
   * Reads what the server sent; what is to be answered is appended to {@code out}.
   *
   * <p>Ownership: borrows both. While the handshake runs, what is incomplete is left in {@code in}
   * and to be given again with more behind it; later all of it is taken.
   *
   * @param nowNs monotonic
   */
  public void read(ByteBuf in, long nowNs, ByteBuf out) {
    if (state == State.HANDSHAKE) {
      if (in.readableBytes() < 1 + 2 * HANDSHAKE_BYTES) {
        return;
      }
      shakeHands(in, out);
    }
    try {
      reader.read(in, nowNs, (type, stream, ms, payload) -> onMessage(type, payload, out));
    } catch (RtmpException | AmfException e) {
      fail(String.valueOf(e.getMessage()));
    }
  }

  /** Metadata and decoder configurations, once, when live. Ownership: borrows {@code out}. */
  public void writePrelude(FlvSource source, ByteBuf out) {
    for (FlvSource.Tag tag : source.prelude()) {
      switch (tag.type()) {
        case VIDEO, AUDIO -> writeMedia(tag.type(), 0, tag.body(), out);
        case SCRIPT -> writeMetadata(tag.body(), out);
      }
    }
  }

  /**
   * A frame or a decoder configuration. Ownership: borrows both buffers.
   *
   * @param type audio or video
   */
  public void writeMedia(TagType type, long timestampMs, ByteBuf body, ByteBuf out) {
    int csid = type == TagType.VIDEO ? VIDEO_CSID : AUDIO_CSID;
    writer.write(out, csid, type.id(), streamId, timestampMs, body);
  }

  /** Stops publishing. Ownership: borrows {@code out}. */
  public void stop(ByteBuf out) {
    AmfValue name = AmfValue.of(target.name());
    command(out, COMMAND_CSID, 0, Command.of("FCUnpublish", 6, AmfValue.NULL, name));
    command(
        out, COMMAND_CSID, 0, Command.of("deleteStream", 7, AmfValue.NULL, AmfValue.of(streamId)));
  }

  @Override
  public void close() {
    reader.close();
  }

  private void shakeHands(ByteBuf in, ByteBuf out) {
    int version = in.readUnsignedByte();
    if (version != VERSION) {
      fail("server's RTMP version: " + version);
      return;
    }
    out.writeBytes(in, HANDSHAKE_BYTES); // C2 is S1
    in.skipBytes(HANDSHAKE_BYTES); // S2
    state = State.CONNECTING;
    ByteBuf size = allocator.buffer(Integer.BYTES).writeInt(chunkBytes);
    // Until the peer has read it, chunks have 128 bytes; its own four fit into one.
    writer.write(out, CONTROL_CSID, MessageType.SET_CHUNK_SIZE, 0, 0, size);
    size.release();
    AmfValue.Obj connection =
        AmfValue.object(
            "app",
            target.app(),
            "type",
            "nonprivate",
            "flashVer",
            "FMLE/3.0 (compatible; headrace-bench)",
            "tcUrl",
            target.tcUrl());
    command(out, COMMAND_CSID, 0, Command.of("connect", TX_CONNECT, connection));
  }

  /** Takes {@code payload}. */
  private void onMessage(int type, ByteBuf payload, ByteBuf out) {
    try {
      if (type == MessageType.COMMAND_AMF0) {
        onCommand(Command.read(payload, AmfLimits.DEFAULT), out);
      } else if (type == MessageType.USER_CONTROL) {
        onUserControl(payload, out);
      }
    } finally {
      payload.release();
    }
  }

  private void onUserControl(ByteBuf payload, ByteBuf out) {
    if (payload.readableBytes() >= 6 && payload.readUnsignedShort() == UserControl.PING_REQUEST) {
      ByteBuf answer = allocator.buffer(6).writeShort(UserControl.PING_RESPONSE);
      answer.writeInt(payload.readInt());
      writer.write(out, CONTROL_CSID, MessageType.USER_CONTROL, 0, 0, answer);
      answer.release();
    }
  }

  private void onCommand(Command command, ByteBuf out) {
    int transaction = (int) command.transactionId();
    switch (command.name()) {
      case "_result" -> onResult(transaction, command, out);
      case "_error" -> {
        if (transaction == TX_CONNECT || transaction >= TX_CREATE) {
          fail(code(command));
        }
      }
      case "onStatus" -> onStatus(code(command));
      default -> {
        // onFCPublish, onBWDone and the like ask for nothing.
      }
    }
  }

  private void onResult(int transaction, Command command, ByteBuf out) {
    AmfValue name = AmfValue.of(target.name());
    if (transaction == TX_CONNECT && state == State.CONNECTING) {
      state = State.CREATING;
      command(out, COMMAND_CSID, 0, Command.of("releaseStream", TX_RELEASE, AmfValue.NULL, name));
      command(out, COMMAND_CSID, 0, Command.of("FCPublish", TX_FC_PUBLISH, AmfValue.NULL, name));
      command(out, COMMAND_CSID, 0, Command.of("createStream", TX_CREATE, AmfValue.NULL));
    } else if (transaction == TX_CREATE && state == State.CREATING) {
      state = State.PUBLISHING;
      if (command.parameter(0) instanceof AmfValue.Number number) {
        streamId = (int) number.value();
      }
      command(
          out,
          PUBLISH_CSID,
          streamId,
          Command.of("publish", TX_PUBLISH, AmfValue.NULL, name, AmfValue.of("live")));
    }
  }

  private void onStatus(String code) {
    if (code.equals("NetStream.Publish.Start") && state == State.PUBLISHING) {
      state = State.LIVE;
    } else if (state == State.PUBLISHING || code.startsWith("NetStream.Publish.")) {
      fail(code);
    }
  }

  /** The code of an information object. */
  private static String code(Command command) {
    String code = null;
    AmfValue value = command.parameter(0).asProperties().get("code");
    if (value != null) {
      code = value.asText();
    }
    return code == null ? command.name() : code;
  }

  private void command(ByteBuf out, int csid, int stream, Command command) {
    ByteBuf body = allocator.buffer();
    try {
      command.write(body);
      writer.write(out, csid, MessageType.COMMAND_AMF0, stream, 0, body);
    } finally {
      body.release();
    }
  }

  private void writeMetadata(ByteBuf script, ByteBuf out) {
    ByteBuf body = allocator.buffer();
    try {
      AmfWriter.write(body, AmfValue.of("@setDataFrame"));
      body.writeBytes(script, script.readerIndex(), script.readableBytes());
      writer.write(out, DATA_CSID, MessageType.DATA_AMF0, streamId, 0, body);
    } finally {
      body.release();
    }
  }

  private void fail(String why) {
    state = State.FAILED;
    failure = why;
  }
}
