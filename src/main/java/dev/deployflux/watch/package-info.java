/**
 * Tells what deployments do: polls, compares with what is known, and reports what is new.
 *
 * <p>{@link dev.deployflux.watch.DeploymentWatcher} is the way in. Amazon ECS gives a deployment no version and no
 * time of its last change, so a watch samples and compares. {@link dev.deployflux.watch.DeploymentEvents} picks the
 * alarms from what it tells. The package's contract:
 *
 * <ul>
 *   <li><b>In order.</b> The statuses reported of a deployment are an ordered subsequence of those that it took: none
 *       twice, and never an older one after a newer one, although an answer of ECS may be older than the one before.
 *   <li><b>Complete.</b> Every deployment created in the watched window is reported, and so is its end, unless the
 *       subscriber leaves first, or the service can't be read, which is reported. A status that was passed through
 *       between two looks is told as {@linkplain dev.deployflux.watch.NotObserved not observed}.
 *   <li><b>Never silent.</b> Only cancelling ends a watch. A service that can't be read is reported, and tried again
 *       after a pause that grows; each complete pass is followed by a bookmark.
 *   <li><b>Nothing is inferred from a partial pass.</b>
 *   <li><b>No wall clock where a duration is measured.</b> This machine's clock may be set at any time: what it says is
 *       told to people, and counts for {@link dev.deployflux.watch.DeploymentWatcherBuilder#since(java.time.Duration)}.
 *   <li><b>Bounded.</b> What is remembered is what is listed in the window, however long the watch lasts.
 *   <li><b>A rollback is never a success.</b>
 * </ul>
 *
 * <p>Two of these rest on what {@link dev.deployflux.watch.DeploymentWatcherBuilder#overlap(java.time.Duration)} is
 * set to: how late ECS may list a deployment plus how old an answer of it may be. Statuses that this version of the
 * SDK doesn't know have no place in the order: each is reported the first time it is seen, if the deployment isn't
 * over.
 *
 * <p>No method returns or takes {@code null} unless its signature says so.
 *
 * <p>The map of the package, from the top down; a class uses those of its own room and of rooms further down:
 *
 * <ul>
 *   <li>The way in: {@link DeploymentWatcher}, {@link DeploymentWatcherBuilder}, {@link WatchPlan}, {@link CallLoad}.
 *   <li>A watch that many share: {@link DeploymentFeed}, {@link FeedConsumers}, {@link FeedConsumer}, {@link FeedHub}, {@link
 *       FeedPolling}.
 *   <li>One replica's part in it, which reads the log or polls and writes it: {@link Participation}, {@link FeedTerms}, {@link
 *       FeedSession}, {@link LeaseKeeper}, {@link StoreReader}, {@link RestoredLog}, {@link HintRelay}, {@link StoreRetries}.
 *   <li>Who listens on this replica: {@link Audience}, {@link FeedSubscription}, and what each is still to get, {@link Backlog}:
 *       merged, {@link FeedBuffer}, {@link PendingEvents}, {@link DeploymentMerge}, {@link FeedTally}; or one by one, {@link
 *       EntryBatches}, {@link FeedReader}.
 *   <li>What is about to be told, until the store has it: {@link FeedDraft}; and what a feed has told, {@link FeedLog}, {@link
 *       WordsDraft}, {@link LastWords}, {@link FormerWords}, {@link ServiceWords}, {@link RolloutWords}, {@link
 *       RolloutMerge}, {@link FeedHealth}, {@link WatchTrouble}, {@link FeedReplication}, {@link FeedPoller}, {@link
 *       FeedActivity}, {@link FeedTimes}, {@link FeedCounts}, {@link ConsumerHealth}, {@link ServicesHealth}, {@link
 *       ServiceHealth}.
 *   <li>Alarms: {@link DeploymentEvents}, {@link Alarms}, {@link ServiceAlarms}.
 *   <li>What is awaited: {@link AwaitedDeployments}, {@link AwaitedDeployment}, {@link Goal}, {@link NewerDeployments},
 *       {@link LastKnownState}, {@link WhileAwaiting}, {@link OutcomeTimeoutException}, {@link DeploymentEndedException}.
 *   <li>The loop: turns by the time when they are due: {@link WatchLoop}, {@link BehindDetector}.
 *   <li>The kinds of turns, and what they share: {@link Hints}, {@link HintSubscription}, {@link ServiceLookup}, {@link Strangers}, {@link
 *       ClusterListings}, {@link ServiceWatch}, {@link
 *       ServicePages}, {@link PassTimes}, {@link DeploymentLooks}, {@link ServiceLooks}, {@link Looks}, {@link Turn}, {@link
 *       SteadyTime}.
 *   <li>What a watch remembers, for another that goes on where it was: {@link WatchMemory}, {@link WatchSeed}.
 *   <li>What is known of a service, without I/O: {@link ServiceHistory}, {@link KnownDeployment},
 *       {@link StatusOrder}, {@link KnownRollout}.
 *   <li>Whether a service with nothing in flight has changed, without I/O: {@link SuspectedChange}, {@link ServiceFingerprint}.
 *   <li>Many described by a call, for watches and waits: {@link Describer}, {@link DescribeOperation}, {@link
 *       DeploymentDescriptions}, {@link ServiceDescriptions}, {@link CallQueue}, {@link DescribeCall}, {@link DescribedSubject},
 *       {@link Look}, {@link Answer}, {@link Permission}, {@link Deadlines}.
 *   <li>What a description says: {@link DescribedOutcome}, {@link DeploymentOutcome}, {@link AwaitedActions}, {@link
 *       StageOrder}.
 *   <li>What users wrote is called here, guarded: {@link UserCode}, {@link StallDetector}.
 *   <li>What was set: {@link WatchOptions}, {@link ServiceFingerprints}, {@link Listeners}, {@link Exclusions}.
 *   <li>A store in memory: {@link MemoryFeedStore}, {@link MemoryLeases}, {@link MemoryLog}.
 *   <li>What a store keeps: {@link FeedStore}, {@link FeedStoreException}, {@link FeedValue}, {@link FeedRow}; as JSON,
 *       {@link FeedJson}, {@link FeedJsonFormat}, {@link FeedJsonKind}: rows, {@link FeedJsonRows}, events, {@link
 *       FeedJsonEvents}, {@link FeedJsonRollouts}, {@link FeedJsonHaste}, errors, {@link FeedJsonErrors}, {@link RecordedException}, {@link
 *       RecordedRefusal}, and the SDK's shapes, {@link FeedJsonShapes}, {@link FeedJsonDocument}; field by field, {@link
 *       FeedJsonOut}, {@link FeedJsonIn}.
 *   <li>What is told: {@link FeedEntry}, {@link EventId}, {@link EventKind}, {@link DeploymentEvent}, {@link RolloutEvents},
 *       {@link FeedEvents}, {@link HasteEvents}, {@link RolloutProgress}, {@link AwaitedAction}, {@link NotObserved}, {@link Origin}, {@link MessageText},
 *       {@link PermanentError}; whether the SDK can tell it, {@link SdkSupport}.
 * </ul>
 */
@NullMarked
package dev.deployflux.watch;

import org.jspecify.annotations.NullMarked;
