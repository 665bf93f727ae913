package io.headrace.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class ProcessFiguresTest {
  private static final long SECOND_NS = 1_000_000_000;

  @Test
  void processorTimeIsThatOfUserAndSystem() {
    String stat = "12 (a (b) c) S 1 12 12 0 -1 4194304 1 2 3 4 150 50 7 8 20 0 9 0 99\n";
    assertEquals(2 * SECOND_NS, ProcessFigures.cpuNs(stat));
  }

  @Test
  void theMachinesTimeIsAllButIdleAndWaiting() {
    String stat = "cpu  100 1 99 5000 700 50 50 0 0 0\ncpu0 1 2 3\n";
    assertEquals(3 * SECOND_NS, ProcessFigures.machineCpuNs(stat));
  }

  @Test
  void thisProcessHasMemory() throws IOException {
    assertTrue(ProcessFigures.residentBytes(ProcessHandle.current().pid()) > 1 << 20);
  }

  @Test
  void aProcessThatHasEndedIsSaidToHave() {
    IOException failure = assertThrows(IOException.class, () -> ProcessFigures.cpuNs(-1));
    assertEquals("the server has ended", failure.getMessage());
  }
}
