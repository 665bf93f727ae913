package io.headrace.bench.measure;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * nginx-rtmp with one worker on a free port of the loopback address, with the chunk size that
 * Headrace uses. Thread: one at a time.
 */
public final class NginxProcess implements MeasuredServer {
  private static final String PROGRAM = "/usr/sbin/nginx";
  private static final String MODULE = "/usr/lib/nginx/modules/ngx_rtmp_module.so";
  private static final String APPLICATION = "live";
  private static final int START_S = 10;
  private static final int STOP_S = 10;
  private static final long POLL_MS = 20;

  private final Process master;
  private final ProcessHandle worker;
  private final int port;
  private final Path folder;

  private NginxProcess(Process master, ProcessHandle worker, int port, Path folder) {
    this.master = master;
    this.worker = worker;
    this.port = port;
    this.folder = folder;
  }

  /** Whether nginx and its RTMP module are installed where Debian puts them. */
  public static boolean isInstalled() {
    return Files.isExecutable(Path.of(PROGRAM)) && Files.exists(Path.of(MODULE));
  }

  /**
   * Starts it and returns when it listens.
   *
   * @param log where its log goes
   * @param chunkBytes of what players are sent
   * @throws IOException when it does not start
   */
  public static NginxProcess start(Path log, int chunkBytes)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("headrace-bench-nginx");
    int port = freePort();
    Path configuration = folder.resolve("nginx.conf");
    Files.writeString(
        configuration,
        """
        load_module %s;
        daemon off;
        worker_processes 1;
        worker_rlimit_nofile 20000;
        pid nginx.pid;
        error_log stderr error;
        events { worker_connections 16384; }
        rtmp {
          access_log off;
          server {
            listen 127.0.0.1:%d;
            chunk_size %d;
            application %s { live on; }
          }
        }
        """
            .formatted(MODULE, port, chunkBytes, APPLICATION));
    Process master =
        new ProcessBuilder(PROGRAM, "-p", folder.toString(), "-c", configuration.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(log.toFile())
            .start();
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_S);
    while (master.isAlive() && System.nanoTime() - deadlineNs < 0) {
      ProcessHandle worker = master.children().findFirst().orElse(null);
      if (worker != null && listens(port)) {
        return new NginxProcess(master, worker, port, folder);
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    }
    master.destroy();
    delete(folder);
    throw new IOException("nginx did not start, see " + log);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String name() {
    return "nginx-rtmp";
  }

  @Override
  public String publishUrl(String name) {
    return "rtmp://127.0.0.1:" + port + "/" + APPLICATION + "/" + name;
  }

  @Override
  public long pid() {
    return worker.pid();
  }

  @Override
  public void close() {
    master.destroy();
    try {
      if (!master.waitFor(STOP_S, TimeUnit.SECONDS)) {
        worker.destroyForcibly();
        master.destroyForcibly();
      }
    } catch (InterruptedException e) {
      master.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    delete(folder);
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<File> all = files.map(Path::toFile).toList();
      all.forEach(File::delete);
    } catch (IOException e) {
      return; // It lies in the folder for temporary files.
    }
    folder.toFile().delete();
  }
}
