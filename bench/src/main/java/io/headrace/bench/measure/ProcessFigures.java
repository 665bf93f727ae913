package io.headrace.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Linux says of processes, proc(5). Thread: any. */
final class ProcessFigures {
  /** Nanoseconds of a clock tick: USER_HZ is 100 on all platforms there are. */
  private static final long TICK_NS = TimeUnit.SECONDS.toNanos(1) / 100;

  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final String ENDED = "the server has ended";

  // In /proc/PID/stat, counted from behind the name, which may have spaces.
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;

  // In the first line of /proc/stat, counted from behind "cpu".
  private static final int IDLE = 3;
  private static final int WAITING = 4;
  private static final int MACHINE_COLUMNS = 8;

  private ProcessFigures() {}

  /** VmRSS. */
  static long residentBytes(long pid) throws IOException {
    Matcher matcher = RESIDENT.matcher(read("/proc/" + pid + "/status"));
    if (!matcher.find()) {
      throw new IOException(ENDED);
    }
    return Long.parseLong(matcher.group(1)) << 10;
  }

  /** Processor time of all threads so far, in user space and in the system. */
  static long cpuNs(long pid) throws IOException {
    return cpuNs(read("/proc/" + pid + "/stat"));
  }

  /** Processor time that anybody has used so far, on all processors. */
  static long machineCpuNs() throws IOException {
    return machineCpuNs(read("/proc/stat"));
  }

  static long cpuNs(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return TICK_NS * (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]));
  }

  static long machineCpuNs(String stat) {
    String[] fields = stat.substring(0, stat.indexOf('\n')).split(" +");
    long ticks = 0;
    for (int i = 0; i < MACHINE_COLUMNS; i++) {
      ticks += i == IDLE || i == WAITING ? 0 : Long.parseLong(fields[i + 1]);
    }
    return TICK_NS * ticks;
  }

  private static String read(String file) throws IOException {
    try {
      return Files.readString(Path.of(file));
    } catch (NoSuchFileException e) {
      throw new IOException(ENDED, e);
    }
  }
}
