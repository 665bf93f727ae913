package io.headrace.rtmp.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headrace.media.hub.StreamPath;
import io.headrace.rtmp.session.ClientConfig;
import io.headrace.rtmp.session.ClientFailure;
import io.headrace.rtmp.session.RtmpUrl;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pulls from nginx-rtmp, which ffmpeg publishes to; skipped where one of them is not there. */
@Timeout(60)
class NginxPullTest {
  private static final Path NGINX = Path.of("/usr/sbin/nginx");
  private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_rtmp_module.so");
  private static final int SECONDS = 5;

  @TempDir private Path folder;

  private final BlockingQueue<String> events = new ArrayBlockingQueue<>(10);
  private Process nginx;
  private int port;

  @BeforeEach
  void startNginx() throws Exception {
    assumeTrue(Files.exists(NGINX) && Files.exists(MODULE), "no nginx-rtmp on this machine");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path conf = folder.resolve("nginx.conf");
    Files.writeString(
        conf,
        """
        load_module %s;
        daemon off; master_process off; pid %s/pid; error_log %s/error.log info;
        events { worker_connections 64; }
        rtmp { server { listen 127.0.0.1:%d; chunk_size 4096; application live { live on; } } }
        """
            .formatted(MODULE, folder, folder, port));
    nginx = run(List.of(NGINX.toString(), "-p", folder.toString(), "-c", conf.toString()));
    awaitPort();
  }

  @AfterEach
  void stopNginx() throws InterruptedException {
    if (nginx != null) {
      nginx.destroy();
      nginx.waitFor();
    }
  }

  @Test
  void everyFrameIsPublishedHereUntilTheRemotePublisherStops() throws Exception {
    try (LocalServer local = new LocalServer(RtmpConfig.DEFAULT)) {
      Process ffmpeg = publish();
      pull(local);

      assertEquals("live", next());
      assertEquals("REMOTE_CLOSE: the stream there is over", next());
      assertEquals(0, ffmpeg.waitFor());
      RecordingSink sink = local.sinks.get(0);
      assertTrue(sink.ended.await(10, TimeUnit.SECONDS));
      assertEquals(
          List.of("avc1.42c00c", "mp4a.40.2"),
          sink.trackSets.get(0).stream().map(track -> track.codec().codecString()).toList());
      // nginx-rtmp begins with the next key frame.
      assertTrue(sink.framesOf(true).size() >= (SECONDS - 2) * 25);
      assertTrue(sink.framesOf(false).size() >= (SECONDS - 2) * 40);
    }
  }

  private Process publish() throws IOException {
    String command =
        "ffmpeg -nostdin -loglevel error -re -f lavfi -i testsrc2=size=320x180:rate=25"
            + " -f lavfi -i sine=sample_rate=48000 -t "
            + SECONDS
            + " -c:v libx264 -preset ultrafast -g 25 -c:a aac -f flv rtmp://127.0.0.1:"
            + port
            + "/live/cam";
    return run(List.of(command.split(" ")));
  }

  private void pull(LocalServer local) throws Exception {
    RtmpClient client = new RtmpClient(ClientConfig.DEFAULT, local.budget, NioSocketChannel.class);
    RtmpPull.Listener listener =
        new RtmpPull.Listener() {
          @Override
          public void onLive() {
            events.add("live");
          }

          @Override
          public void onEnd(ClientFailure failure, String why) {
            events.add(failure + ": " + why);
          }
        };
    EventLoop loop = (EventLoop) local.loops.iterator().next();
    RtmpUrl url = RtmpUrl.parse("rtmp://127.0.0.1:" + port + "/live/cam");
    StreamPath path = new StreamPath("live/pulled");
    loop.submit(() -> RtmpPull.start(client, local.hub, loop, path, url, listener)).get();
  }

  private String next() throws InterruptedException {
    String event = events.poll(20, TimeUnit.SECONDS);
    return event == null ? "nothing" : event;
  }

  private Process run(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(Path.of(command.get(0)).getFileName() + ".out").toFile())
        .start();
  }

  private void awaitPort() throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
    throw new AssertionError("nginx does not listen");
  }
}
