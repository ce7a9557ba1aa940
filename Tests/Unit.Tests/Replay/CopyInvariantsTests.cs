using DbPerService.Replay.Checks.Copies;
using DbPerService.Replay.Target;

namespace DbPerService.Tests.Unit.Replay;

public sealed class CopyInvariantsTests
{
    static readonly Guid Order = Guid.Parse("00000000-0000-7000-8000-000000000001");

    static readonly CopyEvidence Right = new()
    {
        Users = new Dictionary<string, string> { ["u"] = "Ada" },
        Products = new Dictionary<string, string> { ["p"] = "Chai" },
        Orders =
        [
            new OrderSnapshot
            {
                Id = Order, UserId = "u", UserName = "Ada", Status = "Confirmed", Currency = "USD", Total = 18, PlacedAt = default,
                Lines = [new OrderLineSnapshot("p", 1, 18) { ProductName = "Chai" }],
            },
        ],
        Payments = [new PaymentSnapshot { OrderId = Order, Status = "Captured", Amount = 18, Currency = "USD" }],
        Reservations = [new ReservationSnapshot { OrderId = Order, Status = "Committed" }],
        Histories = new Dictionary<Guid, HistorySnapshot?>
        {
            [Order] = new()
            {
                UserId = "u", UserName = "Ada", Status = "Confirmed", Total = 18,
                Lines = [new OrderLineSnapshot("p", 1, 18) { ProductName = "Chai" }],
                Payment = new("Captured"), Stock = new("Committed"),
            },
        },
        Found = new Dictionary<string, IReadOnlyList<string>> { ["p"] = ["q", "p"] },
        Details = new Dictionary<Guid, DetailsSnapshot?>
        {
            [Order] = new(new Dictionary<string, DetailsPart> { ["order"] = new("fresh"), ["user"] = new("fresh") }),
        },
    };

    [Fact]
    public void Copies_that_agree_with_their_owners_violate_nothing() => Assert.All(CopyInvariants.Check(Right), verdict => Assert.True(verdict.Held));

    [Fact]
    public void Each_copy_that_differs_is_a_violation()
    {
        var order = Right.Orders[0];
        var history = Right.Histories![Order]!;

        Assert.Equal("order " + Order + ": user '' instead of 'Ada'", Broken(Right with { Orders = [order with { UserName = null }] }));
        Assert.Equal(
            "order " + Order + ": product 'Tea' instead of 'Chai'",
            Broken(Right with { Orders = [order with { Lines = [order.Lines[0] with { ProductName = "Tea" }] }] }));
        Assert.Equal("order " + Order + ": no history", Broken(With(null)));
        Assert.Equal("order " + Order + ": payment Captured, in the history Authorized", Broken(With(history with { Payment = new("Authorized") })));
        Assert.Equal("order " + Order + ": reservation Committed, in the history none", Broken(With(history with { Stock = null })));
        Assert.Equal("order " + Order + ": user 'Eve' instead of 'Ada' in the history", Broken(With(history with { UserName = "Eve" })));
        Assert.Equal(
            "product p: not found by 'Chxi'", Broken(Right with { Found = new Dictionary<string, IReadOnlyList<string>> { ["p"] = ["q"] } }));
        Assert.Equal(
            "order " + Order + ": user is stale",
            Broken(Right with
            {
                Details = new Dictionary<Guid, DetailsSnapshot?> { [Order] = new(new Dictionary<string, DetailsPart> { ["user"] = new("stale") }) },
            }));

        static CopyEvidence With(HistorySnapshot? history) =>
            Right with { Histories = new Dictionary<Guid, HistorySnapshot?> { [Order] = history } };
    }

    static string Broken(CopyEvidence evidence) =>
        Assert.Single(Assert.Single(CopyInvariants.Check(evidence), verdict => !verdict.Held).Examples);
}
