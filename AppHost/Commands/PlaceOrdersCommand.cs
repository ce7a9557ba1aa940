using System.Globalization;
using System.Net;
using System.Text.Json;
using DbPerService.Contracts;
using static DbPerService.AppHost.CommandExtensions;

namespace DbPerService.AppHost;

static class PlaceOrdersCommand
{
    const int DefaultCount = 10;
    const int MaxCount = 1000;
    const int EveryDeclined = 5;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    static readonly string[] Products = ["sample-pencil", "sample-notebook", "sample-lamp"];

    public static IResourceBuilder<ProjectResource> WithPlaceOrdersCommand(
        this IResourceBuilder<ProjectResource> orders, RunningSystem system) =>
        orders.WithTableCommand(
            "place-orders",
            "Place sample orders",
            $"Adds stock, places orders, every {EveryDeclined}th with a card that is declined, and waits until their sagas are finished.",
            "Cart",
            context => ExecuteAsync(context, system),
            Number("count", "Number of orders", DefaultCount.ToString(CultureInfo.InvariantCulture)));

    static async Task<ExecuteCommandResult> ExecuteAsync(ExecuteCommandContext context, RunningSystem system)
    {
        if (!int.TryParse(context.Argument("count", $"{DefaultCount}"), out var count) || count is < 1 or > MaxCount)
        {
            return CommandResults.Failure($"count must be a number from 1 to {MaxCount}.");
        }

        foreach (var product in Products)
        {
            await BringInAsync(system, product, count, context.CancellationToken);
        }

        var placed = new List<string>();
        for (var number = 1; number <= count; number++)
        {
            var order = await system.CallAsync(HttpMethod.Post, SystemMap.Orders.Name, "/orders", Order(number), context.CancellationToken);
            placed.Add(order.GetProperty("id").GetString()!);
        }

        var table = new MarkdownTable("Order", "Total", "Status", "Reason", "ms to finish");
        var unfinished = 0;
        var started = TimeProvider.System.GetTimestamp();
        foreach (var id in placed)
        {
            var order = await system.GetAsync(SystemMap.Orders.Name, $"/orders/{id}", context.CancellationToken);
            while (!IsFinished(order) && TimeProvider.System.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(50, context.CancellationToken);
                order = await system.GetAsync(SystemMap.Orders.Name, $"/orders/{id}", context.CancellationToken);
            }

            unfinished += IsFinished(order) ? 0 : 1;
            table.Add(
                id, Money(order), order.GetProperty("status").GetString(), order.GetProperty("reason").GetString(), Milliseconds(order));
        }

        return unfinished == 0
            ? Succeed($"{count} orders placed, all sagas finished.", table)
            : Fail($"{unfinished} of {count} sagas have not finished after {Patience.TotalSeconds:N0} s.", table);
    }

    static async Task BringInAsync(RunningSystem system, string product, int quantity, CancellationToken cancellationToken)
    {
        using var there = await system.SendAsync(HttpMethod.Get, SystemMap.Inventory.Name, $"/stock/{product}", body: null, cancellationToken);
        if (there.StatusCode == HttpStatusCode.NotFound)
        {
            await system.CallAsync(HttpMethod.Put, SystemMap.Inventory.Name, $"/stock/{product}", new { onHand = 0 }, cancellationToken);
        }

        var receipt = new { receiptId = Guid.CreateVersion7(), quantity = quantity * Products.Length };
        await system.CallAsync(HttpMethod.Post, SystemMap.Inventory.Name, $"/stock/{product}/receipts", receipt, cancellationToken);
    }

    static object Order(int number) => new
    {
        userId = "sample",
        currency = "EUR",
        paymentToken = number % EveryDeclined == 0 ? "tok_chargeDeclined" : "tok_visa",
        lines = Products.Select((product, index) => new
        {
            productId = product,
            quantity = 1 + ((number + index) % Products.Length),
            unitPrice = 2.5m * (index + 1),
        }),
    };

    static bool IsFinished(JsonElement order) => order.GetProperty("finishedAt").ValueKind == JsonValueKind.String;

    static string Money(JsonElement order) => string.Create(
        CultureInfo.InvariantCulture, $"{order.GetProperty("total").GetDecimal()} {order.GetProperty("currency").GetString()}");

    static string Milliseconds(JsonElement order)
    {
        if (!IsFinished(order))
        {
            return "";
        }

        var took = order.GetProperty("finishedAt").GetDateTime() - order.GetProperty("placedAt").GetDateTime();
        return took.TotalMilliseconds.ToString("N1", CultureInfo.InvariantCulture);
    }
}
