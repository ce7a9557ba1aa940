using DbPerService.Messaging;
using DbPerService.Orders.Domain;

namespace DbPerService.Tests.Unit.Services;

/// <summary>Formats the history of a saga in one line: each step starts from the state after the previous one.</summary>
static class SagaHistory
{
    public static Decision<Saga> PaymentAuthorized(this Decision<Saga> before, DateTime now) => before.State.PaymentAuthorized(now);

    public static Decision<Saga> PaymentDeclined(this Decision<Saga> before, string why, DateTime now) => before.State.PaymentDeclined(why, now);

    public static Decision<Saga> PaymentCaptured(this Decision<Saga> before, DateTime now) => before.State.PaymentCaptured(now);

    public static Decision<Saga> PaymentVoided(this Decision<Saga> before, DateTime now) => before.State.PaymentVoided(now);

    public static Decision<Saga> StockReserved(this Decision<Saga> before, DateTime now) => before.State.StockReserved(now);

    public static Decision<Saga> StockRejected(this Decision<Saga> before, string why, DateTime now) => before.State.StockRejected(why, now);

    public static Decision<Saga> StockCommitted(this Decision<Saga> before, DateTime now) => before.State.StockCommitted(now);

    public static Decision<Saga> StockReleased(this Decision<Saga> before, DateTime now) => before.State.StockReleased(now);

    public static Decision<Saga> CancelByUser(this Decision<Saga> before, DateTime now) => before.State.CancelByUser(now);

    public static (Decision<Saga> Decision, bool Resend) Review(
        this Decision<Saga> before, DateTime now, Silences silences, SagaDeadlines deadlines, bool mayResend) =>
        before.State.Review(now, silences, deadlines, mayResend);
}
