package io.headrace.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jar {@code org.bytedeco:ffmpeg} as a plain archive: its {@code ffmpeg} and {@code ffprobe}
 * programs and their libraries, unpacked once per version into the user's cache folder.
 */
public final class FfmpegArchive {
  /** System property: path of the jar, where it is not in the distribution's {@code lib/demo}. */
  public static final String JAR_PROPERTY = "headrace.ffmpeg.jar";

  /** System property: folder of the distribution; the launcher sets it. */
  public static final String HOME_PROPERTY = "headrace.home";

  private static final String FOLDER = "org/bytedeco/ffmpeg/linux-x86_64/";
  private static final Logger log = LoggerFactory.getLogger(FfmpegArchive.class);

  private FfmpegArchive() {}

  /**
   * The program out of the jar; where there is none for this platform or it does not start, the one
   * on the PATH.
   *
   * @throws IOException when neither runs; says what is missing
   */
  public static FfmpegProgram program() throws IOException, InterruptedException {
    Path jar = jar();
    String why = "no ffmpeg program comes with Headrace for this platform";
    if (jar != null && isLinuxX64()) {
      Path folder = unpack(jar, cacheFolder());
      try {
        return FfmpegProgram.probe(folder.resolve("ffmpeg").toString(), folder);
      } catch (IOException e) {
        why = e.getMessage();
      }
    }
    log.info("using ffmpeg of the system: {}", why);
    try {
      return FfmpegProgram.probe("ffmpeg", null);
    } catch (IOException e) {
      throw new IOException("The demo needs an ffmpeg program. " + why + ". " + e.getMessage(), e);
    }
  }

  /** Unpacks {@code jar} unless that was done before; returns the folder of the programs. */
  static Path unpack(Path jar, Path cache) throws IOException {
    String name = jar.getFileName().toString();
    Path folder = cache.resolve(name.substring(0, name.length() - ".jar".length()));
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Files.createDirectories(cache);
    Path unfinished = Files.createTempDirectory(cache, "unpacking-");
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        unpack(zip, entries.nextElement(), unfinished);
      }
    }
    try {
      Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      log.debug("{} was unpacked by another process", folder);
      delete(unfinished);
    }
    return folder;
  }

  private static void unpack(ZipFile zip, ZipEntry entry, Path folder) throws IOException {
    String name = entry.getName();
    if (!name.startsWith(FOLDER) || entry.isDirectory()) {
      return;
    }
    String file = name.substring(FOLDER.length());
    if (file.contains("/") || file.startsWith("libjni")) {
      return;
    }
    Path target = folder.resolve(file);
    try (InputStream in = zip.getInputStream(entry)) {
      Files.copy(in, target);
    }
    if (!file.contains(".so") && !target.toFile().setExecutable(true)) {
      throw new IOException(target + ": cannot be made executable");
    }
  }

  private static void delete(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static @Nullable Path jar() throws IOException {
    String property = System.getProperty(JAR_PROPERTY);
    if (property != null) {
      return Path.of(property);
    }
    String home = System.getProperty(HOME_PROPERTY);
    if (home == null || !Files.isDirectory(Path.of(home, "lib", "demo"))) {
      return null;
    }
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(Path.of(home, "lib", "demo"), "ffmpeg-*.jar")) {
      for (Path jar : jars) {
        return jar;
      }
    }
    return null;
  }

  private static Path cacheFolder() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path cache =
        xdg == null || xdg.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return cache.resolve("headrace");
  }

  private static boolean isLinuxX64() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch");
    return system.equals("linux") && (machine.equals("amd64") || machine.equals("x86_64"));
  }
}
