using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DbPerService.Contracts;
using DbPerService.Replay.Input;
using DbPerService.Replay.Target;

namespace DbPerService.Replay.Load;

/// <summary>
/// Registers the shop's customers with Users and its products with Products, through their APIs. What exists is kept up to date.
/// </summary>
sealed class Catalogue(ServiceClient client)
{
    const string NoCategory = "Other";
    const decimal LowestPrice = 0.01m;
    const int Parallel = 8;

    /// <summary>A customer's password: not secret, since the customers of a replay are nobody's.</summary>
    public static string PasswordOf(string customerId) => $"password of {customerId}";

    /// <summary>Whether the services that it needs are among these.</summary>
    public static bool IsServedBy(IEnumerable<SystemService> services) =>
        !new[] { SystemMap.Users, SystemMap.Products }.Except(services).Any();

    public async Task BringInAsync(Shop shop, CancellationToken cancellation)
    {
        await ForEachAsync(shop.Products, AddAsync, cancellation);
        await ForEachAsync(shop.Customers, RegisterAsync, cancellation);
    }

    async Task AddAsync(ShopProduct product, CancellationToken cancellation)
    {
        var wanted = new SetProductRequest(
            product.Id, product.Name, product.Category ?? NoCategory, Math.Max(product.UnitPrice, LowestPrice), PreparedOrder.Currency,
            product.Discontinued);
        var call = new Call(HttpMethod.Post, SystemMap.Products.Name, "/products", Json(wanted));
        if (await client.AddAsync(call, cancellation))
        {
            return;
        }

        var path = $"/products/{Uri.EscapeDataString(product.Id)}";
        var current = await client.GetAsync(SystemMap.Products.Name, path, TargetJson.Default.ProductSnapshot, cancellation)
            ?? throw new NoAnswerException($"products has no product {product.Id}, and does not accept it");
        if (wanted with { Id = null } != new SetProductRequest(
            null, current.Name, current.Category, current.UnitPrice, current.Currency, current.Discontinued))
        {
            var change = new Call(HttpMethod.Put, SystemMap.Products.Name, path, Json(wanted with { Id = null }));
            await client.WriteAsync(change with { IfMatch = $"\"{current.Version}\"" }, cancellation);
        }
    }

    async Task RegisterAsync(ShopCustomer customer, CancellationToken cancellation)
    {
        // The digest, because an id can have characters that an address cannot.
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(customer.Id)).AsSpan(0, 6));
        var user = new RegisterUserRequest(customer.Id, customer.CompanyName, $"customer-{digest}@example.com", PasswordOf(customer.Id));
        var body = JsonSerializer.SerializeToUtf8Bytes(user, TargetJson.Default.RegisterUserRequest);
        await client.AddAsync(new Call(HttpMethod.Post, SystemMap.Users.Name, "/users", body), cancellation);
    }

    static byte[] Json(SetProductRequest product) => JsonSerializer.SerializeToUtf8Bytes(product, TargetJson.Default.SetProductRequest);

    static Task ForEachAsync<T>(IReadOnlyList<T> items, Func<T, CancellationToken, Task> action, CancellationToken cancellation) =>
        System.Threading.Tasks.Parallel.ForEachAsync(
            items, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
            async (item, token) => await action(item, token));
}
