package io.headrace.bench.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code headrace serve} on free ports of the loopback address, as a user would start it. Thread:
 * one at a time.
 */
public final class ServerProcess implements MeasuredServer {
  private static final Pattern PUBLISH = Pattern.compile("publish\\s+(rtmp://\\S+)");
  private static final Pattern PAGES = Pattern.compile("all\\s+(http://\\S+)");
  private static final int STOP_S = 10;

  private final Process process;
  private final String publishUrl;
  private final String pagesUrl;

  private ServerProcess(Process process, String publishUrl, String pagesUrl) {
    this.process = process;
    this.publishUrl = publishUrl;
    this.pagesUrl = pagesUrl;
  }

  /**
   * Starts a server and returns when it says that it runs; when it must be built first, that takes
   * minutes.
   *
   * @param launcher the {@code headrace} script
   * @param log where its log goes
   * @param options of {@code serve}, beside the addresses
   * @throws IOException when it ends without having run
   */
  public static ServerProcess start(Path launcher, Path log, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(launcher.toString());
    command.addAll(List.of("serve", "--rtmp", "127.0.0.1:0", "--http", "127.0.0.1:0"));
    command.addAll(Arrays.asList(options));
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    BufferedReader out = process.inputReader();
    @Nullable String publish = null;
    @Nullable String pages = null;
    while (publish == null || pages == null) {
      String line = out.readLine();
      if (line == null) {
        process.destroy();
        throw new IOException("the server ended before it ran, see " + log);
      }
      publish = publish == null ? find(PUBLISH, line) : publish;
      pages = pages == null ? find(PAGES, line) : pages;
    }
    return new ServerProcess(process, publish, pages);
  }

  private static @Nullable String find(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    return matcher.find() ? matcher.group(1) : null;
  }

  @Override
  public String name() {
    return "Headrace";
  }

  @Override
  public String publishUrl(String name) {
    return publishUrl + "/" + name;
  }

  /** The multivariant playlist of stream {@code name}. */
  public String playlistUrl(String name) {
    return pagesUrl + "live/" + name + "/index.m3u8";
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
