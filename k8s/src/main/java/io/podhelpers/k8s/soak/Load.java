package io.podhelpers.k8s.soak;

/// Something that asks the Pod for its services all the time, and keeps books about it.
interface Load {
    /// Asks until the end has come. Several threads may do so at once.
    void runUntil(Ending ending);

    /// Writes down what became of all that was asked; after the last thread has ended.
    void account(Ledger ledger);
}
