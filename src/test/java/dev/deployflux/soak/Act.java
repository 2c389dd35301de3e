package dev.deployflux.soak;

import reactor.core.publisher.Mono;

/** Something that reads the account again and again, and judges what it reads. */
interface Act {

    /** Completes some time after the {@link Stage} says that it is over, when all is judged. */
    Mono<Void> play(Stage stage);
}
