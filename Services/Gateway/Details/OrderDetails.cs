using DbPerService.Consistency;
using DbPerService.Contracts;
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
sealed class OrderDetails(
    ServiceCalls calls, OrderOwners owners, TimeProvider time, IOptions<GatewayOptions> options, IOptions<SyncTokenOptions> syncOptions)
{
    static readonly string Users = SystemMap.Users.Name;
    static readonly string Payments = SystemMap.Payments.Name;
    static readonly string Inventory = SystemMap.Inventory.Name;

    public async Task<Results<Ok<DetailsResponse>, ProblemHttpResult>> ComposeAsync(Guid id, HttpContext context, Session caller)
    {
        var known = owners.Known(id);
        if (known is not null && !MayRead(caller, known))
        {
            return Problems.NoOrder($"{id}");
        }

        var sync = SyncRead.Of(context.Request, syncOptions.Value);
        using var timeout = new CancellationTokenSource(options.Value.DetailsDeadline + (sync?.Wait ?? TimeSpan.Zero), time);
        // Calls that turn out not to be needed are not cancelled, which would cost their connections; each has a time-out of its own.
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted);
        return await ComposeAsync(id, context, caller, known, sync, deadline.Token);
    }

    async Task<Results<Ok<DetailsResponse>, ProblemHttpResult>> ComposeAsync(
        Guid id, HttpContext context, Session caller, OrderFacts? known, SyncRead? sync, CancellationToken deadline)
    {
        // Of use only for parts that are not fresh: nobody waits for what it has not applied.
        var view = ViewAsync(id, deadline);
        var payment = calls.GetAsync(Payments, $"/payments/{id}", deadline, sync);
        var reservation = calls.GetAsync(Inventory, $"/reservations/{id}", deadline, sync);
        // A user may read no orders but their own.
        var userId = caller.IsOperator ? known?.UserId : caller.UserId;
        var user = userId is null ? null : UserAsync(userId, sync, deadline);
        var products = known is null ? null : new ProductReader(calls).ReadAsync(known.ProductIds, sync, deadline);
        var order = await calls.GetAsync(OrderOwners.Service, $"/orders/{id}", deadline, sync);
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
        user ??= UserAsync(facts.UserId, sync, deadline);
        products ??= new ProductReader(calls).ReadAsync(facts.ProductIds, sync, deadline);
        var own = order.Value is null ? null : document;
        var details = new DetailsResponse(id, new(
            order.Value is { } fresh ? Fresh(OrderOwners.Service, fresh) : document?.Order ?? Missing(OrderOwners.Service),
            await PartAsync(Users, await user, async () => own?.User ?? (await view)?.User),
            await ProductReader.PartAsync(await products, own, () => view),
            await PartAsync(Payments, await payment, async () => (await view)?.Fact("payment")),
            await PartAsync(Inventory, await reservation, async () => (await view)?.Fact("stock"))));
        sync?.WriteTo(context.Response);
        return TypedResults.Ok(details);
    }

    async Task<Copy?> ViewAsync(Guid id, CancellationToken deadline) =>
        await calls.GetAsync(OrderOwners.View, $"/history/orders/{id}", deadline) is { Value: { } document }
            ? new(OrderOwners.View, document)
            : null;

    Task<Answer<Document>> UserAsync(string userId, SyncRead? sync, CancellationToken deadline) =>
        calls.GetAsync(Users, $"/profiles/{Uri.EscapeDataString(userId)}", deadline, sync);

    static async Task<Part> PartAsync(string owner, Answer<Document> answer, Func<Task<Part?>> copy) => answer switch
    {
        { Value: { } document } => Fresh(owner, document),
        { Outcome: Outcome.Unavailable } => await copy() ?? Missing(owner),
        _ => Missing(owner),
    };

    static Part Fresh(string owner, Document document) => new(PartStatus.Fresh, owner, document.AsOf, document.Json);

    static Part Missing(string owner) => new(PartStatus.Missing, owner, null, null);

    static bool MayRead(Session caller, OrderFacts facts) => caller.IsOperator || caller.UserId == facts.UserId;
}
