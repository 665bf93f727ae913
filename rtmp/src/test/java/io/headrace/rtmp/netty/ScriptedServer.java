package io.headrace.rtmp.netty;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server that says to its n-th client what was written down for it, whatever that says, and then
 * waits for the client's end or hangs up.
 */
final class ScriptedServer implements AutoCloseable {
  /** What all clients said, each in one text of Latin-1. */
  final List<String> heard = new CopyOnWriteArrayList<>();

  private final ServerSocket listening;
  private final ArrayDeque<byte[]> scripts;
  private final boolean hangsUp;
  private final Thread thread = new Thread(this::serve, "scripted-server");

  ScriptedServer(boolean hangsUp, byte[]... scripts) throws IOException {
    this.hangsUp = hangsUp;
    this.scripts = new ArrayDeque<>(List.of(scripts));
    listening = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    thread.setDaemon(true);
    thread.start();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listening.getLocalSocketAddress();
  }

  /** An URL of a stream of this server. */
  String url(String rest) {
    return "rtmp://127.0.0.1:" + address().getPort() + rest;
  }

  private void serve() {
    while (!scripts.isEmpty()) {
      try (Socket client = listening.accept()) {
        client.getOutputStream().write(scripts.removeFirst());
        if (hangsUp) {
          client.shutdownOutput();
        }
        heard.add(readAll(client.getInputStream()));
      } catch (IOException e) {
        if (listening.isClosed()) {
          return;
        }
        throw new UncheckedIOException(e);
      }
    }
  }

  private static String readAll(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
