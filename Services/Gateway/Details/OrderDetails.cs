using DbPerService.Gateway.Api;
using DbPerService.Gateway.Callers;
using DbPerService.Gateway.Calls;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace DbPerService.Gateway.Details;

/// <summary>
/// Composes an order's details from the services that own its parts, all asked at once and within a deadline. A part whose owner does not
/// answer is taken from a copy, or is missing; it costs no other part.
/// </summary>
sealed class OrderDetails(ServiceCalls calls, OrderOwners owners, TimeProvider time, IOptions<GatewayOptions> options)
{
    const string Users = "users";
    const string Payments = "payments";
    const string Inventory = "inventory";

    public async Task<Results<Ok<DetailsResponse>, ProblemHttpResult>> ComposeAsync(
        Guid id, HttpContext context, Session caller)
    {
        var known = owners.Known(id);
        if (known is not null && !MayRead(caller, known))
        {
            return Problems.NoOrder($"{id}");
        }

        using var timeout = new CancellationTokenSource(options.Value.DetailsDeadline, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted);
        try
        {
            return await ComposeAsync(id, context, caller, known, deadline.Token);
        }
        finally
        {
            // Nobody waits for calls that are not needed any more.
            await deadline.CancelAsync();
        }
    }

    async Task<Results<Ok<DetailsResponse>, ProblemHttpResult>> ComposeAsync(
        Guid id, HttpContext context, Session caller, OrderFacts? known, CancellationToken deadline)
    {
        var view = ViewAsync(id, deadline);
        var payment = calls.GetAsync(Payments, $"/payments/{id}", deadline);
        var reservation = calls.GetAsync(Inventory, $"/reservations/{id}", deadline);
        var user = known is null ? null : UserAsync(known, deadline);
        var products = known is null ? null : new ProductReader(calls).ReadAsync(known.ProductIds, deadline);
        var order = await calls.GetAsync(OrderOwners.Service, $"/orders/{id}", deadline);
        if (order.Outcome == Outcome.NotFound)
        {
            return Problems.NoOrder($"{id}");
        }

        var document = order.Value is { } found ? new Copy(OrderOwners.Service, found) : await view;
        var facts = known ?? (document is null ? null : OrderFacts.Of(document.Document.Json));
        if (facts is null)
        {
            return Problems.Unavailable(context, OrderOwners.Service);
        }

        if (!MayRead(caller, facts))
        {
            return Problems.NoOrder($"{id}");
        }

        owners.Remember(id, facts);
        user ??= UserAsync(facts, deadline);
        products ??= new ProductReader(calls).ReadAsync(facts.ProductIds, deadline);
        var own = order.Value is null ? null : document;
        return TypedResults.Ok(new DetailsResponse(id, new(
            order.Value is { } fresh ? new(PartStatus.Fresh, OrderOwners.Service, fresh.AsOf, fresh.Json) : document?.Order ?? Missing(OrderOwners.Service),
            await PartAsync(Users, await user, async () => own?.User ?? (await view)?.User),
            await ProductReader.PartAsync(await products, own, () => view),
            await PartAsync(Payments, await payment, async () => (await view)?.Fact("payment")),
            await PartAsync(Inventory, await reservation, async () => (await view)?.Fact("reservation")))));
    }

    async Task<Copy?> ViewAsync(Guid id, CancellationToken deadline) =>
        (await calls.GetAsync(OrderOwners.View, $"/history/orders/{id}", deadline)).Value is { } document ? new(OrderOwners.View, document) : null;

    Task<Answer<Document>> UserAsync(OrderFacts facts, CancellationToken deadline) =>
        calls.GetAsync(Users, $"/profiles/{Uri.EscapeDataString(facts.UserId)}", deadline);

    static async Task<Part> PartAsync(string owner, Answer<Document> answer, Func<Task<Part?>> copy) => answer switch
    {
        { Value: { } document } => new(PartStatus.Fresh, owner, document.AsOf, document.Json),
        { Outcome: Outcome.Unavailable } => await copy() ?? Missing(owner),
        _ => Missing(owner),
    };

    static Part Missing(string owner) => new(PartStatus.Missing, owner, null, null);

    static bool MayRead(Session caller, OrderFacts facts) => caller.IsOperator || caller.UserId == facts.UserId;
}
