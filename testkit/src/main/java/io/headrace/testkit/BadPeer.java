package io.headrace.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Ways to misbehave on an RTMP port. Each is tried with {@code @EnumSource}, beside a {@link
 * Canary}.
 */
public enum BadPeer {
  /** 64 KiB of noise; the first byte decides what it looks like. */
  RANDOM_BYTES {
    @Override
    boolean attack(InetSocketAddress server, SplittableRandom random, Duration patience)
        throws IOException {
      byte[] noise = new byte[64 << 10];
      random.nextBytes(noise);
      return sendAndAwaitClose(server, noise, patience);
    }
  },
  /** Noise from a peer that greets properly. */
  RANDOM_BYTES_AFTER_HANDSHAKE {
    @Override
    boolean attack(InetSocketAddress server, SplittableRandom random, Duration patience)
        throws IOException {
      byte[] noise = new byte[64 << 10];
      random.nextBytes(noise);
      return shakeHandsSendAndAwaitClose(server, noise, patience);
    }
  },
  /** Half of C0 and C1, and then silence. */
  HALF_HANDSHAKE {
    @Override
    boolean attack(InetSocketAddress server, SplittableRandom random, Duration patience)
        throws IOException {
      byte[] half = new byte[RtmpPeer.HANDSHAKE_BYTES / 2];
      half[0] = 3;
      return sendAndAwaitClose(server, half, patience);
    }
  },
  /** Connects and never says a word. */
  SILENCE {
    @Override
    boolean attack(InetSocketAddress server, SplittableRandom random, Duration patience)
        throws IOException {
      return sendAndAwaitClose(server, new byte[0], patience);
    }
  },
  HTTP_REQUEST {
    @Override
    boolean attack(InetSocketAddress server, SplittableRandom random, Duration patience)
        throws IOException {
      String request = "GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: curl/8\r\n\r\n";
      return sendAndAwaitClose(server, request.getBytes(StandardCharsets.US_ASCII), patience);
    }
  },
  /** The start of a TLS ClientHello record, RFC 8446 §5.1, as an RTMPS client sends. */
  TLS_CLIENT_HELLO {
    @Override
    boolean attack(InetSocketAddress server, SplittableRandom random, Duration patience)
        throws IOException {
      byte[] hello = new byte[517];
      random.nextBytes(hello);
      byte[] start = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3};
      System.arraycopy(start, 0, hello, 0, start.length);
      return sendAndAwaitClose(server, hello, patience);
    }
  },
  /** Begins messages of 16 MiB on many chunk streams at once. */
  HUGE_DECLARED_LENGTHS {
    @Override
    boolean attack(InetSocketAddress server, SplittableRandom random, Duration patience)
        throws IOException {
      ByteArrayOutputStream chunks = new ByteArrayOutputStream();
      DataOutputStream data = new DataOutputStream(chunks);
      for (int chunkStream = 3; chunkStream < 64; chunkStream++) {
        writeHeader(data, chunkStream, VIDEO, 0xFF_FFFF);
        data.write(new byte[DEFAULT_CHUNK_BYTES]);
      }
      return shakeHandsSendAndAwaitClose(server, chunks.toByteArray(), patience);
    }
  },
  /** Chunks of one byte each: a header for every byte of payload. */
  CHUNK_SIZE_ONE {
    @Override
    boolean attack(InetSocketAddress server, SplittableRandom random, Duration patience)
        throws IOException {
      ByteArrayOutputStream chunks = new ByteArrayOutputStream();
      DataOutputStream data = new DataOutputStream(chunks);
      writeHeader(data, 2, RtmpPeer.MESSAGE_SET_CHUNK_SIZE, 4);
      data.writeInt(1);
      int payloadBytes = 100_000;
      writeHeader(data, 4, VIDEO, payloadBytes);
      data.write(0);
      for (int i = 1; i < payloadBytes; i++) {
        data.writeByte(0xC0 | 4);
        data.writeByte(0);
      }
      return shakeHandsSendAndAwaitClose(server, chunks.toByteArray(), patience);
    }
  },
  /** Chunk sizes that cannot be. */
  CHUNK_SIZE_ZERO {
    @Override
    boolean attack(InetSocketAddress server, SplittableRandom random, Duration patience)
        throws IOException {
      ByteArrayOutputStream chunks = new ByteArrayOutputStream();
      DataOutputStream data = new DataOutputStream(chunks);
      writeHeader(data, 2, RtmpPeer.MESSAGE_SET_CHUNK_SIZE, 4);
      data.writeInt(0);
      return shakeHandsSendAndAwaitClose(server, chunks.toByteArray(), patience);
    }
  },
  /** A connect command whose objects are nested a thousand deep. */
  DEEP_COMMAND {
    @Override
    boolean attack(InetSocketAddress server, SplittableRandom random, Duration patience)
        throws IOException {
      ByteArrayOutputStream command = new ByteArrayOutputStream();
      command.write(new Amf0().string("connect").number(1).bytes());
      for (int i = 0; i < 1_000; i++) {
        command.write(new byte[] {3, 0, 1, 'a'});
      }
      ByteArrayOutputStream chunks = new ByteArrayOutputStream();
      DataOutputStream data = new DataOutputStream(chunks);
      writeHeader(data, 2, RtmpPeer.MESSAGE_SET_CHUNK_SIZE, 4);
      data.writeInt(1 << 16);
      writeHeader(data, 3, COMMAND, command.size());
      data.write(command.toByteArray());
      return shakeHandsSendAndAwaitClose(server, chunks.toByteArray(), patience);
    }
  };

  private static final int VIDEO = 9;
  private static final int COMMAND = 20;
  private static final int DEFAULT_CHUNK_BYTES = 128;

  /**
   * Misbehaves on one connection. A server may end it while it is still being written to.
   *
   * @return whether the server closed within {@code patience}
   */
  abstract boolean attack(InetSocketAddress server, SplittableRandom random, Duration patience)
      throws IOException;

  /** Misbehaves on one connection; returns whether the server closed within {@code patience}. */
  public boolean isClosedAfterAttack(InetSocketAddress server, Duration patience)
      throws IOException {
    return attack(server, new SplittableRandom(Seeds.next("badpeer.seed")), patience);
  }

  private static boolean sendAndAwaitClose(
      InetSocketAddress server, byte[] bytes, Duration patience) throws IOException {
    try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
      return send(socket.getOutputStream(), bytes) || RtmpPeer.isClosedWithin(socket, patience);
    }
  }

  private static boolean shakeHandsSendAndAwaitClose(
      InetSocketAddress server, byte[] bytes, Duration patience) throws IOException {
    try (RtmpPeer peer = RtmpPeer.connect(server)) {
      try {
        peer.sendRaw(bytes);
      } catch (SocketException e) {
        return true;
      }
      return peer.isClosedWithin(patience);
    }
  }

  /** Returns whether the server had closed before all was sent. */
  private static boolean send(OutputStream out, byte[] bytes) throws IOException {
    try {
      out.write(bytes);
      return false;
    } catch (SocketException e) {
      return true;
    }
  }

  /** The header of a chunk of type 0, RTMP 1.0 §5.3.1.2.1, at time 0 on message stream 1. */
  private static void writeHeader(DataOutputStream data, int chunkStream, int type, int bytes)
      throws IOException {
    data.writeByte(chunkStream);
    data.write(new byte[3]);
    data.writeByte(bytes >>> 16);
    data.writeShort(bytes);
    data.writeByte(type);
    data.writeInt(type == VIDEO ? Integer.reverseBytes(1) : 0);
  }
}
