package io.headrace.media.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The hub on real threads: publisher, home and viewer each on a loop of their own. */
class ExecutorLoopTest {
  private static final int FRAMES = 100_000;
  private static final int IN_FLIGHT = 256;
  private static final long TIMEOUT_S = 60;

  private final DefaultEventExecutorGroup group = new DefaultEventExecutorGroup(3);
  private final Loop home = new ExecutorLoop(group.next());
  private final Loop publisher = new ExecutorLoop(group.next());
  private final Loop viewer = new ExecutorLoop(group.next());
  private final MemoryBudget budget = new MemoryBudget(1 << 30);
  private final Hub hub = new Hub(HubConfig.DEFAULT, budget, stream -> {});
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);

  @AfterEach
  void stop() throws InterruptedException {
    group.shutdownGracefully(0, TIMEOUT_S, TimeUnit.SECONDS).await();
  }

  @Test
  void carriesEveryFrameInOrderAcrossThreeThreads() throws Exception {
    Publication first = publish(home, HubWorld.ALICE);
    home.post(() -> first.announce(List.of(HubWorld.VIDEO)));
    LiveStream stream = first.stream();
    Publication publication = publish(publisher, HubWorld.ALICE);
    Semaphore inFlight = new Semaphore(IN_FLIGHT);
    Receiver receiver = new Receiver(inFlight);
    stream.subscribe(viewer, receiver);
    publisher.post(() -> publication.announce(List.of(HubWorld.VIDEO)));
    for (int i = 0; i < FRAMES; i++) {
      assertTrue(inFlight.tryAcquire(TIMEOUT_S, TimeUnit.SECONDS), "frame " + i);
      int dts = i;
      publisher.post(() -> write(publication, dts));
    }
    assertTrue(receiver.all.await(TIMEOUT_S, TimeUnit.SECONDS));
    assertEquals(0, stream.handOverDrops() + stream.subscriberDrops());
    hub.close();
    assertTrue(receiver.ended.await(TIMEOUT_S, TimeUnit.SECONDS));
    assertEquals("", receiver.fault.get());
    assertEquals(0, budget.usedBytes());
    assertEquals(0, allocator.metric().usedDirectMemory());
  }

  private void write(Publication publication, int dts) {
    publication.write(
        new MediaFrame(
            HubWorld.VIDEO,
            dts,
            dts,
            0,
            dts % 50 == 0,
            allocator.directBuffer(4, 4).writeInt(dts)));
    publication.flush();
  }

  private Publication publish(Loop loop, Publisher who) throws Exception {
    CompletableFuture<Publication> outcome = new CompletableFuture<>();
    hub.publish(
        HubWorld.PATH,
        who,
        loop,
        new PublishOutcome() {
          @Override
          public void accepted(Publication publication) {
            outcome.complete(publication);
          }

          @Override
          public void refused(PublishRefusal reason, String message) {
            outcome.completeExceptionally(new AssertionError(message));
          }
        });
    return outcome.get(TIMEOUT_S, TimeUnit.SECONDS);
  }

  private static final class Receiver implements FrameConsumer {
    final CountDownLatch all = new CountDownLatch(FRAMES);
    final CountDownLatch ended = new CountDownLatch(1);
    final AtomicReference<String> fault = new AtomicReference<>("");
    private final Semaphore inFlight;
    private int expected;

    Receiver(Semaphore inFlight) {
      this.inFlight = inFlight;
    }

    @Override
    public void onTracks(long epoch, List<Track> tracks) {}

    @Override
    public void onFrame(MediaFrame frame) {
      int payload = frame.data().getInt(0);
      if (frame.dtsTicks() != expected || payload != expected) {
        fault.compareAndSet("", frame + " with " + payload + " instead of " + expected);
      }
      expected++;
      all.countDown();
      inFlight.release();
    }

    @Override
    public void onBatchEnd() {}

    @Override
    public void onDropped(int frames) {
      fault.compareAndSet("", "dropped " + frames);
    }

    @Override
    public void onState(StreamState state) {
      if (state == StreamState.ENDED) {
        ended.countDown();
      }
    }
  }
}
