package io.headrace.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.bench.load.FlvSource;
import io.headrace.bench.load.SyntheticFlv;
import io.headrace.server.HeadraceServer;
import io.headrace.server.config.ListenAddress;
import io.headrace.server.config.ServerConfig;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

final class FanoutMeasurementTest {
  private static final int BITS_PER_SECOND = 300_000;

  /** A server in this process. */
  private record InThisProcess(HeadraceServer server) implements MeasuredServer {
    @Override
    public String name() {
      return "here";
    }

    @Override
    public String publishUrl(String name) {
      return "rtmp://127.0.0.1:" + server.rtmpAddress().getPort() + "/live/" + name;
    }

    @Override
    public long pid() {
      return ProcessHandle.current().pid();
    }

    @Override
    public void close() {
      server.close();
    }
  }

  @Test
  void aServerThatDeliversEverythingIsSound() throws Exception {
    ListenAddress anyPort = ListenAddress.parse("127.0.0.1:0");
    FlvSource source =
        FlvSource.of(
            SyntheticFlv.write(BITS_PER_SECOND, 8, 1, new UnpooledByteBufAllocator(true, true)));
    try (MeasuredServer server =
        new InThisProcess(
            HeadraceServer.start(ServerConfig.DEFAULT.withListen(anyPort, anyPort)))) {
      FanoutMeasurement.Report report =
          new FanoutMeasurement(server, new FanoutMeasurement.Plan(3, 1, 0, 0, 1, 1)).run(source);
      assertTrue(report.isSound(), report.toString());
      assertEquals(report.expectedFrames(), report.receivedFrames());
      assertTrue(report.receivedFrames() >= 3 * 70, report.toString());
      assertTrue(report.gbit() > 0, report.toString());
      assertTrue(report.cpuSecondsPerGbit() > 0, report.toString());
      assertTrue(report.delayMs().count() > 0, report.toString());
      assertEquals(1, report.stalled().players());
    }
  }
}
