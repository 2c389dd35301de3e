package dev.deployflux.simulator;

/** Writes an error in another way. */
final class CodingFault extends Fault {

    private final ErrorCoding coding;

    CodingFault(ErrorCoding coding) {
        this.coding = coding;
    }

    @Override
    ErrorCoding coding() {
        return coding;
    }

    @Override
    public String toString() {
        return "errorCoding(" + coding + ")";
    }
}
