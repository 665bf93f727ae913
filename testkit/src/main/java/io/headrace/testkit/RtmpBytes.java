package io.headrace.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What an RTMP client sends, true or false, written byte for byte with no code of ours. A message
 * is one chunk of type 0, RTMP 1.0 §5.3.1.2.1, whatever the chunk size.
 */
public final class RtmpBytes {
  public static final int SET_CHUNK_SIZE = 1;
  public static final int USER_CONTROL = 4;
  public static final int AUDIO = 8;
  public static final int VIDEO = 9;
  public static final int DATA = 18;
  public static final int COMMAND = 20;
  public static final int AGGREGATE = 22;

  /** A chunk size that no message here exceeds. */
  public static final int ONE_CHUNK = 0xFF_FFFF;

  private static final int EXTENDED = 0xFF_FFFF;
  private static final int COMMAND_CHUNK_STREAM = 3;
  private static final int DATA_CHUNK_STREAM = 7;
  private static final int PING_REQUEST = 6;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  public RtmpBytes raw(byte... more) {
    bytes.writeBytes(more);
    return this;
  }

  /** Bytes in hexadecimal digits. */
  public RtmpBytes hex(String digits) {
    for (int i = 0; i < digits.length(); i += 2) {
      bytes.write(Integer.parseInt(digits, i, i + 2, 16));
    }
    return this;
  }

  public RtmpBytes int8(int value) {
    bytes.write(value);
    return this;
  }

  public RtmpBytes int16(int value) {
    return int8(value >>> 8).int8(value);
  }

  public RtmpBytes int24(int value) {
    return int8(value >>> 16).int16(value);
  }

  public RtmpBytes int32(int value) {
    return int16(value >>> 16).int16(value);
  }

  public RtmpBytes chunkSize(int size) {
    return message(2, SET_CHUNK_SIZE, 0, 0, new RtmpBytes().int32(size).toBytes());
  }

  public RtmpBytes ping(int padding) {
    byte[] event = new RtmpBytes().int16(PING_REQUEST).int32(1).raw(new byte[padding]).toBytes();
    return message(2, USER_CONTROL, 0, 0, event);
  }

  /** {@code connect} as an encoder says it; the first words after the handshake. */
  public RtmpBytes connect(String app) {
    Amf0 values = new Amf0().string("connect").number(1);
    String url = "rtmp://localhost/" + app;
    return commandOf(0, values.object("app", app, "flashVer", "FMLE/3.0", "tcUrl", url).bytes());
  }

  /** {@code connect} with a command object of AMF0 bytes. */
  RtmpBytes connectWith(byte[] commandObject) {
    Amf0 values = new Amf0().string("connect").number(1);
    return commandOf(0, new RtmpBytes().raw(values.bytes()).raw(commandObject).toBytes());
  }

  /** A data message of AMF0 bytes, of stream 1. */
  RtmpBytes data(byte[] values) {
    return message(DATA_CHUNK_STREAM, DATA, 1, 0, values);
  }

  /**
   * A command without command object.
   *
   * @param arguments strings, numbers, booleans and nulls
   */
  public RtmpBytes command(int streamId, String name, int transaction, Object... arguments) {
    Amf0 values = new Amf0().string(name).number(transaction).nothing();
    for (@Nullable Object argument : arguments) {
      if (argument instanceof String text) {
        values.string(text);
      } else if (argument instanceof Number number) {
        values.number(number.doubleValue());
      } else if (argument instanceof Boolean bool) {
        values.bool(bool);
      } else {
        values.nothing();
      }
    }
    return commandOf(streamId, values.bytes());
  }

  /** A command of AMF0 bytes. */
  public RtmpBytes commandOf(int streamId, byte[] values) {
    return message(COMMAND_CHUNK_STREAM, COMMAND, streamId, 0, values);
  }

  public RtmpBytes message(
      int chunkStream, int type, int streamId, int timestampMs, byte[] payload) {
    return header(chunkStream, type, streamId, timestampMs, payload.length).raw(payload);
  }

  /** The header of a message of {@code length} bytes. */
  public RtmpBytes header(int chunkStream, int type, int streamId, int timestampMs, int length) {
    boolean isShort = timestampMs >= 0 && timestampMs < EXTENDED;
    int8(chunkStream).int24(isShort ? timestampMs : EXTENDED).int24(length).int8(type);
    int32(Integer.reverseBytes(streamId));
    return isShort ? this : int32(timestampMs);
  }

  /** The AMF0 string {@code text}, AMF 0 §2.4. */
  public RtmpBytes string(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return int8(2).int16(utf8.length).raw(utf8);
  }

  public RtmpBytes repeat(int times, byte... what) {
    for (int i = 0; i < times; i++) {
      bytes.writeBytes(what);
    }
    return this;
  }

  int size() {
    return bytes.size();
  }

  public byte[] toBytes() {
    return bytes.toByteArray();
  }
}
