package io.headrace.hls.segment;

import io.headrace.hls.cache.SlabCache;
import io.headrace.hls.cut.Cut;
import io.headrace.hls.cut.CutClock;
import io.headrace.hls.cut.CutRules;
import io.headrace.hls.cut.Promises;
import io.headrace.hls.segment.Rendition.Run;
import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The renditions of one generation, cut by one clock: the leading track's frames say where parts
 * and segments end, audio follows.
 *
 * <p>Media comes in runs. Between two runs every part and segment is closed, in every rendition
 * with the same media sequence number; the next run begins with a discontinuity.
 *
 * <p>Thread: home loop.
 */
final class RenditionSet {
  private static final Logger log = LoggerFactory.getLogger(RenditionSet.class);

  /** Least number of segments that stay listed, but for want of memory. */
  static final int MIN_LISTED_SEGMENTS = 6;

  /** What must stay listed whatever happens, in target durations (RFC 8216bis §6.2.2). */
  static final int MIN_LISTED_TARGETS = 3;

  /** Most segments listed, in ordinary windows; as many again are kept. Breaks make short ones. */
  static final int MAX_LISTED_WINDOWS = 8;

  /** Longest lead of audio that can be waited for; what is further ahead is dropped. */
  static final int MAX_AUDIO_LEAD_MS = 10_000;

  private static final long NONE = -1;

  private final PackagingRules rules;
  private final Promises promises;
  private final PackagerStats.Counters counters;
  private final SlabCache cache;
  private final MemoryBudget budget;
  private final Rendition leader;
  private final @Nullable AudioFollower follower;

  private CutClock clock = new CutClock(new CutRules(1, 1, 1, 2));
  private long leaderFrameTicks;
  private long lastFrameTicks;
  private int runNumber = 1;
  private boolean running;
  private boolean breakDue;
  private boolean cutForced;

  /** The first audio since the last frame of the leading track, in its own ticks. */
  private long heardSinceTicks = NONE;

  private long programBaseMs;
  private long offsetS;
  private long mediaEndTicks;
  private int mediaEndHz = Track.VIDEO_TIMESCALE_HZ;

  /**
   * @param leaderTrack the track whose frames cut
   * @param followerTrack the audio track that follows, or null
   */
  RenditionSet(
      PackagingRules rules,
      Promises promises,
      Track leaderTrack,
      @Nullable Track followerTrack,
      SlabCache cache,
      MemoryBudget budget,
      PackagerStats.Counters counters) {
    this.rules = rules;
    this.promises = promises;
    this.counters = counters;
    this.cache = cache;
    this.budget = budget;
    this.leader = rendition(leaderTrack, promises.leaderPartTargetMs());
    this.follower =
        followerTrack == null
            ? null
            : new AudioFollower(rendition(followerTrack, promises.audioPartTargetMs()), counters);
  }

  /** Whether media flows: the last run has begun and not been ended. */
  boolean isRunning() {
    return running;
  }

  boolean hasFollower() {
    return follower != null;
  }

  boolean leadsVideo() {
    return leader.track().isVideo();
  }

  /** Whether audio with this configuration can be added to the run. */
  boolean follows(Track track) {
    return follower != null && isSame(follower.rendition(), track);
  }

  /** The next sync frame of the leading track begins a new run. */
  void breakAtNextSync() {
    breakDue = running;
  }

  /**
   * A frame of the leading track while media flows. Ownership: borrows.
   *
   * @return false when the run ended before it and the frame was not used
   */
  boolean onLeader(MediaFrame frame) {
    boolean changed = !isSame(leader, frame.track());
    if (changed || (breakDue && frame.isSync())) {
      endRun();
      return false;
    }
    long ticks = leader.ticksOf(frame);
    Cut cut = clock.onFrame(ticks, frame.isSync());
    if (cut == Cut.BREAK) {
      endRun();
      return false;
    }
    cutBeforePrevious(clock.cutBeforePrevious());
    counters.stretchedParts += clock.isStretched() ? 1 : 0;
    if (clock.isForced()) {
      countForcedCut();
    }
    if (cut != Cut.NONE) {
      cut(cut, leader.pending().count(), ticks);
    }
    addLeader(frame, ticks);
    heardSinceTicks = NONE;
    return true;
  }

  /** A frame of the following track while media flows. Ownership: borrows. */
  void onFollower(MediaFrame frame) {
    AudioFollower audio = follower;
    if (audio == null) {
      return;
    }
    addFollower(audio, frame);
    int hz = audio.rendition().track().timescaleHz();
    long ticks = audio.rendition().ticksOf(frame);
    heardSinceTicks = heardSinceTicks == NONE ? ticks : heardSinceTicks;
    long leadTicks = ticks - inAudioTicks(clock.lastTicks());
    if (Math.min(leadTicks, ticks - heardSinceTicks) > Ticks.fromMillis(segmentLimitMs(), hz)) {
      // Video has been silent for a whole segment; it begins anew when it comes back.
      endRun();
    }
  }

  /** A frame of the following track that came before the run began. Ownership: borrows. */
  void onWaiting(MediaFrame frame) {
    if (follower != null) {
      addFollower(follower, frame);
    }
  }

  private void addFollower(AudioFollower audio, MediaFrame frame) {
    long leadTicks = audio.rendition().ticksOf(frame) - inAudioTicks(clock.lastTicks());
    if (leadTicks > Ticks.fromMillis(MAX_AUDIO_LEAD_MS, audio.rendition().track().timescaleHz())) {
      counters.droppedFrames++;
    } else {
      audio.onFrame(frame);
    }
  }

  /**
   * Begins a run with the sync frame {@code frame}, which is added.
   *
   * @param frameTicks nominal distance of two frames of the leading track
   * @param followerTrack configuration of the audio that follows; unused without a follower
   * @param wallMs wall clock when the frame came
   * @param sameTimeline whether the times of this and the last run are of one publication
   */
  void startRun(
      MediaFrame frame,
      long frameTicks,
      @Nullable Track followerTrack,
      long wallMs,
      boolean sameTimeline) {
    Track track = frame.track();
    int hz = track.timescaleHz();
    boolean discontinuity = leader.nextMsn() > 1;
    counters.breaks += discontinuity ? 1 : 0;
    long shiftTicks = frame.ptsTicks() - frame.dtsTicks();
    long endTicks = Ticks.ceil(mediaEndTicks, mediaEndHz, hz);
    boolean continues = sameTimeline && frame.ptsTicks() + offsetS * hz >= endTicks;
    if (!continues) {
      // Whole seconds are exact in every timescale.
      offsetS = Math.max(0, -Math.floorDiv(frame.ptsTicks() - endTicks, hz));
    }
    long startTicks = frame.ptsTicks() + offsetS * hz;
    if (!continues || !discontinuity) {
      long notBeforeMs = programBaseMs + Ticks.toMillis(endTicks, hz);
      programBaseMs = Math.max(wallMs, notBeforeMs) - Ticks.toMillis(startTicks, hz);
    }
    leader.startRun(
        track,
        new Run(runNumber, offsetS * hz, shiftTicks, programBaseMs, discontinuity),
        startTicks);
    leaderFrameTicks = frameTicks;
    clock = new CutClock(cutRules(hz));
    clock.start(startTicks);
    if (follower != null) {
      startFollower(follower, followerTrack, startTicks, discontinuity);
    }
    running = true;
    breakDue = false;
    heardSinceTicks = NONE;
    addLeader(frame, startTicks);
  }

  private void addLeader(MediaFrame frame, long ticks) {
    leader.add(frame, ticks);
    lastFrameTicks = frame.durationTicks() > 0 ? frame.durationTicks() : leaderFrameTicks;
  }

  /** Ends every part and segment; what follows belongs to the next run. */
  void endRun() {
    if (!running) {
      return;
    }
    long endTicks = clock.lastTicks() + lastFrameTicks;
    leader.closePart(leader.pending().count(), endTicks);
    leader.closeSegment(endTicks);
    running = false;
    breakDue = false;
    mediaEndTicks = endTicks;
    mediaEndHz = leader.track().timescaleHz();
    runNumber++;
    leader.expectRun(runNumber);
    if (follower != null) {
      Rendition audio = follower.rendition();
      follower.finish(inAudioTicks(endTicks));
      int audioHz = audio.track().timescaleHz();
      mediaEndTicks = Math.max(endTicks, Ticks.ceil(audio.endTicks(), audioHz, mediaEndHz));
      audio.expectRun(runNumber);
    }
    slide();
  }

  /** Gives up what has not been listed for long enough. */
  void expire(long nowNs) {
    leader.expire(nowNs, rules.retentionNs(promises));
    if (follower != null) {
      follower.rendition().expire(nowNs, rules.retentionNs(promises));
    }
    cache.reclaim();
  }

  /** Says once that {@link #views} would differ from the last ones. */
  boolean takeChanged() {
    boolean changed = leader.takeChanged();
    if (follower != null) {
      changed |= follower.rendition().takeChanged();
    }
    return changed;
  }

  /** All renditions, the leading one first. */
  List<RenditionView> views(boolean ended) {
    List<RenditionView> views = new ArrayList<>();
    views.add(leader.view(ended));
    if (follower != null) {
      views.add(follower.rendition().view(ended));
    }
    return views;
  }

  void release() {
    leader.release();
    if (follower != null) {
      follower.rendition().release();
    }
  }

  private Rendition rendition(Track track, int partTargetMs) {
    return new Rendition(
        track.isVideo() ? "video" : "audio",
        track,
        partTargetMs,
        rules.segmentMs() / 2,
        cache,
        budget,
        rules.maxPendingBytes(),
        this::makeRoom,
        counters);
  }

  private void startFollower(
      AudioFollower audio, @Nullable Track newTrack, long leaderStartTicks, boolean discontinuity) {
    Rendition rendition = audio.rendition();
    Track track = newTrack == null ? rendition.track() : newTrack;
    int hz = track.timescaleHz();
    long startTicks = Ticks.ceil(leaderStartTicks, leader.track().timescaleHz(), hz);
    rendition.startRun(
        track, new Run(runNumber, offsetS * hz, 0, programBaseMs, discontinuity), startTicks);
    audio.start(startTicks, segmentLimitMs());
  }

  private void cutBeforePrevious(Cut cut) {
    int before = leader.pending().count() - 1;
    if (cut != Cut.NONE) {
      cut(cut, before, leader.pending().ticks(before));
    }
  }

  /**
   * @param frames what the part gets that ends here; none when it ended at the frame before
   */
  private void cut(Cut cut, int frames, long ticks) {
    if (frames > 0) {
      leader.closePart(frames, ticks);
    }
    boolean endsSegment = cut == Cut.SEGMENT;
    if (endsSegment) {
      leader.closeSegment(ticks);
    }
    if (follower != null) {
      follower.onBoundary(inAudioTicks(ticks), endsSegment);
    }
    if (endsSegment) {
      slide();
    }
  }

  private void countForcedCut() {
    counters.forcedCuts++;
    if (!cutForced) {
      cutForced = true;
      log.warn(
          "key frames come less often than every {} s, as they did at the start: segments are cut"
              + " between them, and players may not be able to join there",
          promises.targetDurationS());
    }
  }

  private CutRules cutRules(int hz) {
    long partTicks = Ticks.fromMillis(promises.leaderPartTargetMs(), hz);
    long segmentTicks = Ticks.fromMillis(rules.segmentMs(), hz);
    long limitTicks = Ticks.fromMillis(segmentLimitMs(), hz);
    if (!leadsVideo()) {
      long regularPart = Math.max(1, partTicks / leaderFrameTicks) * leaderFrameTicks;
      long parts = Math.max(1, Math.round((double) segmentTicks / regularPart));
      // Large parts may round the segment up to its limit.
      segmentTicks = (parts * regularPart < limitTicks ? parts : parts - 1) * regularPart;
    }
    return new CutRules(
        leaderFrameTicks, Math.max(partTicks, leaderFrameTicks), segmentTicks, limitTicks);
  }

  private long segmentLimitMs() {
    return promises.targetDurationS() * 1_000L + 500;
  }

  private long inAudioTicks(long leaderTicks) {
    AudioFollower audio = follower;
    assert audio != null;
    return Ticks.ceil(
        leaderTicks, leader.track().timescaleHz(), audio.rendition().track().timescaleHz());
  }

  /** Removes segments from the playlists that the window has left, everywhere the same. */
  private void slide() {
    SegmentWindow window = leader.window();
    long leastMs = Math.max(rules.windowMs(), leastListedMs());
    long most = MAX_LISTED_WINDOWS * rules.windowMs() / rules.segmentMs();
    while (window.listedCount() > most
        || (window.listedCount() > MIN_LISTED_SEGMENTS
            && window.listedMsWithoutFirst() >= leastMs)) {
      unlistFirst();
    }
    while (window.segments().size() > 2 * most) {
      dropFirst();
    }
  }

  private void unlistFirst() {
    SegmentWindow window = leader.window();
    long msn = window.segments().get(window.firstListed()).msn() + 1;
    leader.unlistBefore(msn);
    if (follower != null) {
      follower.rendition().unlistBefore(msn);
    }
  }

  private long leastListedMs() {
    return MIN_LISTED_TARGETS * 1_000L * promises.targetDurationS();
  }

  /** Gives up the oldest segment, listed or not, unless players are entitled to all of them. */
  private boolean makeRoom() {
    SegmentWindow window = leader.window();
    if (window.firstListed() == 0) {
      if (window.listedMsWithoutFirst() < leastListedMs()) {
        return false;
      }
      unlistFirst();
    }
    dropFirst();
    return true;
  }

  /** Gives up the oldest segment, which is listed no more. */
  private void dropFirst() {
    long msn = leader.window().segments().get(0).msn();
    leader.window().dropFirst();
    if (follower != null) {
      follower.rendition().window().dropThrough(msn);
    }
  }

  private static boolean isSame(Rendition rendition, Track track) {
    if (rendition.track() == track) {
      return true;
    }
    if (!rendition.track().hasFormatOf(track)) {
      return false;
    }
    rendition.keepTrack(track);
    return true;
  }
}
