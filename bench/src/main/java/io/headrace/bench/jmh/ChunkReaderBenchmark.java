package io.headrace.bench.jmh;

import io.headrace.bench.load.SyntheticFrames;
import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.flv.TagType;
import io.headrace.rtmp.chunk.ChunkLimits;
import io.headrace.rtmp.chunk.ChunkReader;
import io.headrace.rtmp.chunk.ChunkWriter;
import io.headrace.rtmp.chunk.MessageSink;
import io.headrace.rtmp.message.MessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Joining chunks to messages: 4096 distinct frames of 2.5 Mbit/s (about 17 MB, more than the caches
 * hold) in reads of 64 KiB; each message is released at once. One operation is one frame of 4.1 kB
 * on average.
 *
 * <p>Expected before measuring: 0 B per frame, since the buffers of messages are pooled and nothing
 * else is made; 1 µs with chunks of 65 536 bytes (one copy of 4.1 kB and the pool) and 1.2 µs with
 * 4096.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ChunkReaderBenchmark {
  static final int FRAMES = 4_096;
  static final int BITS_PER_SECOND = 2_500_000;

  private static final int READ_BYTES = 64 << 10;
  private static final long SEED = 1;

  @Param({"4096", "65536"})
  private int chunkBytes;

  private ByteBuf wire = Unpooled.EMPTY_BUFFER;
  private final ChunkReader reader =
      new ChunkReader(ChunkLimits.DEFAULT, ByteBufAllocator.DEFAULT, new MemoryBudget(64 << 20), 0);
  private int wireBytes;
  private long nowNs;
  private long sum;
  private final MessageSink sink =
      (type, streamId, timestampMs, payload) -> {
        sum += timestampMs + payload.readableBytes();
        payload.release();
      };

  @Setup(Level.Trial)
  public void prepare() {
    wire = ByteBufAllocator.DEFAULT.directBuffer();
    ByteBuf body = Unpooled.buffer();
    ByteBuf size = Unpooled.buffer().writeInt(chunkBytes);
    ChunkWriter writer = new ChunkWriter();
    writer.write(2, MessageType.SET_CHUNK_SIZE, 0, 0, size, wire);
    writer.chunkBytes(chunkBytes);
    reader.read(wire, 0, sink);
    wire.clear();
    SyntheticFrames frames = new SyntheticFrames(BITS_PER_SECOND, SEED);
    for (int i = 0; i < FRAMES; i++) {
      frames.next(body);
      int csid = frames.type() == TagType.VIDEO ? 6 : 4;
      writer.write(csid, frames.type().id(), 1, frames.timestampMs(), body, wire);
    }
    wireBytes = wire.writerIndex();
  }

  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long frame() {
    int at = 0;
    while (at < wireBytes) {
      int next = Math.min(wireBytes, at + READ_BYTES);
      wire.setIndex(at, next);
      reader.read(wire, nowNs, sink);
      at = next;
    }
    nowNs += TimeUnit.MINUTES.toNanos(1);
    return sum;
  }

  @TearDown(Level.Trial)
  public void release() {
    reader.close();
    wire.release();
  }
}
