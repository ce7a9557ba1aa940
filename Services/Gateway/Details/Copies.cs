using System.Text.Json;
using DbPerService.Gateway.Api;
using DbPerService.Gateway.Callers;
using DbPerService.Gateway.Calls;

namespace DbPerService.Gateway.Details;

/// <summary>What a service that owns none of it says of the parts: Orders of user and products, the view of everything.</summary>
/// <param name="Source">The service.</param>
/// <param name="Document">Its document of the order.</param>
sealed record Copy(string Source, Document Document)
{
    // The view says when its newest event was committed; a name in an order is at least as new as the order.
    DateTimeOffset? AsOf => Document.Json.Time("asOf") ?? Document.Json.Time("placedAt");

    public Part Order => new(PartStatus.Stale, Source, AsOf, Document.Json);

    public Part? User =>
        Document.Json.Text("userName") is { } name && Document.Json.Text("userId") is { } id
            ? new(PartStatus.Stale, Source, AsOf, JsonSerializer.SerializeToElement(new NameCopy(id, name), ApiJson.Default.NameCopy))
            : null;

    public (JsonElement Product, DateTimeOffset? AsOf)? Product(string id) =>
        Document.Json.Items("lines").FirstOrDefault(line => line.Text("productId") == id).Text("productName") is { } name
            ? (JsonSerializer.SerializeToElement(new NameCopy(id, name), ApiJson.Default.NameCopy), AsOf)
            : null;

    public Part? Fact(string name) => Document.Json.Object(name) is { } fact ? new(PartStatus.Stale, Source, AsOf, fact) : null;
}
