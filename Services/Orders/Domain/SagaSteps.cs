namespace DbPerService.Orders.Domain;

enum StepStatus
{
    Pending,
    Succeeded,
    Failed,

    /// <summary>The order was cancelled before the participant had to reply.</summary>
    Skipped,
}

sealed record SagaStep(string Name, StepStatus Status, DateTime? At);

/// <summary>The saga in readable form: requests, outcomes, and steps to come.</summary>
static class SagaSteps
{
    public static IReadOnlyList<SagaStep> Of(Saga saga) => saga.Status switch
    {
        OrderStatus.Cancelled =>
        [
            Answer("PaymentAuthorization", saga.PaymentAgreed, saga.PaymentAnsweredAt, saga.PaymentSettledAt),
            Answer("StockReservation", saga.StockAgreed, saga.StockAnsweredAt, saga.StockSettledAt),
            Done("Cancellation", saga.DecidedAt),
            Done("PaymentVoid", saga.PaymentSettledAt),
            Done("StockRelease", saga.StockSettledAt),
        ],
        _ =>
        [
            Answer("PaymentAuthorization", saga.PaymentAgreed, saga.PaymentAnsweredAt, null),
            Answer("StockReservation", saga.StockAgreed, saga.StockAnsweredAt, null),
            Done("Confirmation", saga.DecidedAt),
            Done("PaymentCapture", saga.PaymentSettledAt),
            Done("StockCommit", saga.StockSettledAt),
        ],
    };

    static SagaStep Answer(string name, bool? agreed, DateTime? answeredAt, DateTime? withdrawnAt) => agreed switch
    {
        true => new(name, StepStatus.Succeeded, answeredAt),
        false => new(name, StepStatus.Failed, answeredAt),
        null when withdrawnAt is not null => new(name, StepStatus.Skipped, withdrawnAt),
        null => new(name, StepStatus.Pending, null),
    };

    static SagaStep Done(string name, DateTime? at) => new(name, at is null ? StepStatus.Pending : StepStatus.Succeeded, at);
}
