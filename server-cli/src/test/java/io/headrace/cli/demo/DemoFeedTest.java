package io.headrace.cli.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class DemoFeedTest {
  private static final int EBML = 0x1A45DFA3;
  private static final int SEGMENT = 0x18538067;
  private static final int INFO = 0x1549A966;
  private static final int TRACKS = 0x1654AE6B;
  private static final int CLUSTER = 0x1F43B675;
  private static final PictureSize SIZE = new PictureSize(640, 360);
  private static final int PICTURE_BYTES = 640 * 360 * 3 / 2;

  @Test
  void ticksFollowTheWallClockFromAFullSecond() throws Exception {
    PipedOutputStream out = new PipedOutputStream();
    Thread feed = new Thread(new DemoFeed(out, SIZE, 30));
    try (DataInputStream in = new DataInputStream(new PipedInputStream(out, 1 << 20))) {
      feed.start();
      readHeader(in);
      assertEquals(0, readTick(in).timestamp, "what the reader looks at before it connects");
      readVoid(in);
      ByteArrayOutputStream sound = new ByteArrayOutputStream();
      int samples = 0;
      long startMs = 0;
      for (int tick = 0; tick < 35; tick++) {
        Tick read = readTick(in);
        if (tick == 0) {
          startMs = read.clockMs;
          assertEquals(0, startMs % 1_000, "start " + startMs);
        }
        assertEquals(100_000 + tick * 100_000L / 30, read.timestamp, "tick " + tick);
        assertEquals(startMs + tick * 1_000 / 30, read.clockMs, "tick " + tick);
        assertTrue(read.clockMs <= read.receivedMs + 5, "made before its time: " + read);
        sound.writeBytes(read.pcm);
        assertEquals(read.soundTimestamp, 100_000 + samples * 100_000L / 48_000, "tick " + tick);
        samples = sound.size() / DemoSound.BYTES_PER_SAMPLE;
        assertEquals((tick + 2) * 1_600, samples, "sound is one tick ahead of the picture");
      }
      assertArrayEquals(DemoSound.pcm(0, samples), sound.toByteArray());
      feed.interrupt();
      in.close();
      feed.join();
    }
    assertFalse(feed.isAlive());
  }

  @Test
  void beepBeginsWithTheSecondAndLastsAsLongAsTheFlash() {
    byte[] pcm = DemoSound.pcm(0, 2 * DemoSound.SAMPLE_RATE_HZ);
    for (int second = 0; second < 2; second++) {
      int first = -1;
      int last = -1;
      for (int i = 0; i < DemoSound.SAMPLE_RATE_HZ; i++) {
        int at = (second * DemoSound.SAMPLE_RATE_HZ + i) * DemoSound.BYTES_PER_SAMPLE;
        if (pcm[at] != 0 || pcm[at + 1] != 0) {
          first = first < 0 ? i : first;
          last = i;
        }
      }
      assertTrue(first < 10, "first sample " + first);
      assertTrue(last > 4_780 && last < 4_800, "last sample " + last);
    }
  }

  @Test
  void soundIsTheSameHoweverItIsCut() {
    byte[] whole = DemoSound.pcm(47_000, 3_000);
    byte[] first = DemoSound.pcm(47_000, 1_234);
    byte[] second = DemoSound.pcm(48_234, 1_766);
    byte[] joined = Arrays.copyOf(first, whole.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    assertEquals(Arrays.hashCode(whole), Arrays.hashCode(joined));
  }

  private static void readHeader(DataInputStream in) throws IOException {
    assertEquals(EBML, in.readInt());
    in.readNBytes((int) readSize(in));
    assertEquals(SEGMENT, in.readInt());
    assertEquals((1L << 56) - 1, readSize(in), "the segment's size is unknown");
    assertEquals(INFO, in.readInt());
    in.readNBytes((int) readSize(in));
    assertEquals(TRACKS, in.readInt());
    in.readNBytes((int) readSize(in));
  }

  private static Tick readTick(DataInputStream in) throws IOException {
    assertEquals(CLUSTER, in.readInt());
    long clusterBytes = readSize(in);
    assertEquals(0xE7, in.readUnsignedByte());
    assertEquals(8, readSize(in));
    long timestamp = in.readLong();
    Block sound = readBlock(in, 2);
    Block picture = readBlock(in, 1);
    assertEquals(clusterBytes, 17 + 13 + sound.bytes.length + 13 + picture.bytes.length);
    assertEquals(PICTURE_BYTES, picture.bytes.length);
    return new Tick(
        timestamp + picture.offset,
        TimeCode.read(picture.bytes, 640, 360),
        System.currentTimeMillis(),
        timestamp + sound.offset,
        sound.bytes);
  }

  private static void readVoid(DataInputStream in) throws IOException {
    assertEquals(CLUSTER, in.readInt());
    long clusterBytes = readSize(in);
    assertEquals(0xE7, in.readUnsignedByte());
    assertEquals(8, readSize(in));
    assertEquals(0, in.readLong());
    assertEquals(0xEC, in.readUnsignedByte());
    long voidBytes = readSize(in);
    assertEquals(clusterBytes, 17 + 9 + voidBytes);
    assertEquals(voidBytes, in.readNBytes((int) voidBytes).length);
  }

  private static Block readBlock(DataInputStream in, int track) throws IOException {
    assertEquals(0xA3, in.readUnsignedByte());
    long size = readSize(in);
    assertEquals(0x80 | track, in.readUnsignedByte());
    short offset = in.readShort();
    assertEquals(0x80, in.readUnsignedByte());
    return new Block(offset, in.readNBytes((int) size - 4));
  }

  private static long readSize(DataInputStream in) throws IOException {
    return in.readLong() & (1L << 56) - 1;
  }

  private record Block(short offset, byte[] bytes) {}

  private record Tick(
      long timestamp, long clockMs, long receivedMs, long soundTimestamp, byte[] pcm) {}
}
