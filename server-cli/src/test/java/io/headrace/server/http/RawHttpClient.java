package io.headrace.server.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An HTTP/1.1 client that shows every byte: what is sent is written out, what comes is parsed. */
final class RawHttpClient implements AutoCloseable {
  private static final int TIMEOUT_MS = 10_000;

  private final Socket socket;
  private final InputStream in;

  /** Field names are in lower case. */
  record Response(int status, Map<String, String> headers, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    @Nullable String header(String name) {
      return headers.get(name);
    }
  }

  RawHttpClient(InetSocketAddress server) throws IOException {
    this(server, 0);
  }

  /**
   * @param receiveBufferBytes 0 for the system's choice
   */
  RawHttpClient(InetSocketAddress server, int receiveBufferBytes) throws IOException {
    socket = new Socket();
    if (receiveBufferBytes > 0) {
      socket.setReceiveBufferSize(receiveBufferBytes);
    }
    socket.setSoTimeout(TIMEOUT_MS);
    socket.connect(new InetSocketAddress("127.0.0.1", server.getPort()), TIMEOUT_MS);
    in = socket.getInputStream();
  }

  void send(String bytes) throws IOException {
    send(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Sends a request with a Host field and {@code fields}, each of the form {@code Name: value}. */
  void request(String method, String target, String... fields) throws IOException {
    StringBuilder request = new StringBuilder();
    request.append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: test\r\n");
    for (String field : fields) {
      request.append(field).append("\r\n");
    }
    send(request.append("\r\n").toString());
  }

  Response get(String target, String... fields) throws IOException {
    request("GET", target, fields);
    return read();
  }

  Response read() throws IOException {
    return read(true);
  }

  /** Reads the answer to HEAD, which has no body whatever its Content-Length says. */
  Response readHead() throws IOException {
    return read(false);
  }

  private Response read(boolean withBody) throws IOException {
    String statusLine = line();
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = withBody ? in.readNBytes(length) : new byte[0];
    if (withBody && body.length < length) {
      throw new EOFException("body ends after " + body.length + " of " + length);
    }
    return new Response(Integer.parseInt(statusLine.split(" ")[1]), headers, body);
  }

  /** Waits until the server closes the connection; true if nothing but that comes. */
  boolean isClosedByServer() throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketException e) {
      return true;
    }
  }

  /** Whether bytes have come that were not read. */
  boolean hasInput() throws IOException {
    return in.available() > 0;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("closed in: " + line);
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
