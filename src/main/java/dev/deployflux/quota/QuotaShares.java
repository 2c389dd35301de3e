package dev.deployflux.quota;

import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Where processes that use the same account and region meet, so that together they make no more calls than one may. Each
 * {@link ApiQuota} that is {@linkplain ApiQuota.Builder#shared(QuotaShares) shared} claims here, about once a second and for
 * each bucket that is in use, what it may use until then.
 *
 * <p>What whoever writes one has to hold:
 *
 * <ul>
 *   <li><b>Never more than there is.</b> All that members hold, the rates and the bursts each, is within the bucket's. A member
 *       holds what it was granted, and what it {@linkplain Claim#holds() says that it holds}, until its grant has run out by
 *       every clock, or until its next claim. So what one has to give up goes to another with the claim after that.
 *   <li><b>The same claim again</b>, by its number, gets the same grant, and counts once: replies are lost. An older one changes
 *       nothing.
 *   <li><b>A member that falls silent</b> and has given nothing back goes on with the {@linkplain Grant#least() least share}
 *       and one call at once, which stay its own for ten minutes.
 *   <li><b>A throttle</b> lowers the rate for all, successes raise it, as {@link ApiQuota} says.
 *   <li>A mono is cold, blocks no thread, and fails when the store can't be asked at once: what was claimed too late is of no
 *       use. Cancelling frees what was needed.
 * </ul>
 *
 * <p>Safe for use by many threads.
 */
public interface QuotaShares {

    /**
     * Claims a share, or gives it back.
     *
     * @param claim who claims what
     * @return the share. An error, an empty mono and no answer for a second are the same: the store is away.
     */
    Mono<Grant> claim(Claim claim);

    /**
     * What a process says of one bucket.
     *
     * @param bucket which
     * @param member who claims; another one for each quota that is built
     * @param number of this member's claim: 1, 2, 3, ...
     * @param perSecond the rate that all share, calls a second: the full one, less what is left to others
     * @param burst the burst that all share, calls
     * @param wants calls a second that it would make if it could; 0 if none lately
     * @param holds the rate that it has until it hears otherwise, calls a second; 0 if none
     * @param holdsBurst likewise the burst, calls; calls in flight count as well
     * @param least calls a second on which it falls back, as it was told last; 0 if nothing. It may not hear the answer.
     * @param throttles how many of its calls have been throttled since it began, without those already under way then
     * @param successes how many of its calls have succeeded since it began, as far as they tell of the present rate
     * @param last whether it gives back all it holds, and is a member no more
     */
    record Claim(
            ApiBucket bucket,
            String member,
            long number,
            double perSecond,
            int burst,
            double wants,
            double holds,
            int holdsBurst,
            double least,
            long throttles,
            long successes,
            boolean last) {}

    /**
     * What a process may use. One with a number that is negative or none is of no use: the store is away.
     *
     * @param perSecond calls a second; 0 while others hold all
     * @param burst calls at once; 0 while others hold all
     * @param atOnce how many permits a new member may use at once, as nobody has used them; up to {@code burst}
     * @param least calls a second on which the member falls back when the store stays silent; what all fall back on is kept for
     *     them, and adds up to a twentieth of the rate at most
     * @param sharedPerSecond the rate of all together now: the full one, less after throttles
     * @param members how many processes have a share
     * @param holdsFor how long, from the moment at which it was asked for
     */
    record Grant(
            double perSecond,
            int burst,
            double atOnce,
            double least,
            double sharedPerSecond,
            int members,
            Duration holdsFor) {}
}
