package io.headrace.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class FfmpegArchiveTest {
  @TempDir Path folder;

  @Test
  void unpacksOnceWhatTheProgramNeedsAndNothingElse() throws IOException {
    Path jar = jar("ffmpeg-8.1-linux-x86_64.jar");
    Path unpacked = FfmpegArchive.unpack(jar, folder.resolve("cache"));

    assertEquals("ffmpeg-8.1-linux-x86_64", unpacked.getFileName().toString());
    assertTrue(Files.isExecutable(unpacked.resolve("ffmpeg")));
    assertEquals("library", Files.readString(unpacked.resolve("libavcodec.so.62")));
    try (Stream<Path> files = Files.list(unpacked)) {
      assertEquals(2, files.count());
    }

    Files.writeString(unpacked.resolve("ffmpeg"), "kept");
    assertEquals(unpacked, FfmpegArchive.unpack(jar, folder.resolve("cache")));
    assertEquals("kept", Files.readString(unpacked.resolve("ffmpeg")));
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      assertEquals(1, files.count(), "nothing half-done is left");
    }
  }

  @Test
  void cheapestEncoderThatTheProgramHasIsTaken() throws Exception {
    String listing = " V....D libopenh264          OpenH264\n A....D aac                  AAC";
    Path program = script("cat <<'END'\n" + listing + "\nEND\n");
    assertEquals("libopenh264", FfmpegProgram.probe(program.toString(), null).encoder());
  }

  @Test
  void programThatDoesNotStartOrCannotEncodeIsRefusedWithTheReason() throws IOException {
    assertReason("libpulse.so.0: cannot open", script("echo libpulse.so.0: cannot open; exit 127"));
    assertReason("no H.264 encoder", script("echo ' A....D aac   AAC'"));
    assertReason("missing", folder.resolve("missing"));
  }

  private static void assertReason(String reason, Path program) {
    Exception e =
        assertThrows(IOException.class, () -> FfmpegProgram.probe(program.toString(), null));
    assertTrue(String.valueOf(e.getMessage()).contains(reason), String.valueOf(e.getMessage()));
    assertFalse(String.valueOf(e.getMessage()).isBlank());
  }

  private Path script(String body) throws IOException {
    Path script = Files.createTempFile(folder, "program", "");
    Files.writeString(script, "#!/bin/sh\n" + body + "\n");
    assertTrue(script.toFile().setExecutable(true));
    return script;
  }

  private Path jar(String name) throws IOException {
    Path jar = folder.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      entry(zip, "META-INF/MANIFEST.MF", "no");
      entry(zip, "org/bytedeco/ffmpeg/linux-x86_64/ffmpeg", "program");
      entry(zip, "org/bytedeco/ffmpeg/linux-x86_64/libavcodec.so.62", "library");
      entry(zip, "org/bytedeco/ffmpeg/linux-x86_64/libjniavcodec.so", "no");
      entry(zip, "org/bytedeco/ffmpeg/linux-x86_64/../escape", "no");
    }
    return jar;
  }

  private static void entry(ZipOutputStream zip, String name, String content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content.getBytes(StandardCharsets.US_ASCII));
    zip.closeEntry();
  }
}
