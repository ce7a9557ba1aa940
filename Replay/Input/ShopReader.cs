using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DbPerService.Replay.Input;

static class ShopReader
{
    const int MaxIdLength = 100;

    public static Shop Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new InputException($"{folder}: no such folder");
        }

        var products = ReadFile(folder, Shop.ProductsFile, ShopJson.Default.ShopProduct, x => x.Id, CheckProduct);
        var customers = ReadFile(folder, Shop.CustomersFile, ShopJson.Default.ShopCustomer, x => x.Id, _ => null);

        var productIds = products.Select(x => x.Id).ToHashSet(StringComparer.Ordinal);
        var customerIds = customers.Select(x => x.Id).ToHashSet(StringComparer.Ordinal);
        var orders = ReadFile(folder, Shop.OrdersFile, ShopJson.Default.ShopOrder, x => x.Id,
            order => CheckOrder(order, productIds, customerIds));

        return orders.Count == 0
            ? throw new InputException($"{Path.Combine(folder, Shop.OrdersFile)}: no orders")
            : new Shop(products, customers, orders);
    }

    static List<T> ReadFile<T>(string folder, string file, JsonTypeInfo<T> type, Func<T, string> id, Func<T, string?> check)
        where T : class
    {
        var path = Path.Combine(folder, file);
        if (!File.Exists(path))
        {
            throw new InputException($"{path}: no such file");
        }

        var items = new List<T>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var item = Parse(path, number, line, type);
            if ((CheckId(id(item)) ?? check(item)) is { } complaint)
            {
                throw new InputException(path, number, complaint);
            }

            if (!seen.TryAdd(id(item), number))
            {
                throw new InputException(path, number, $"id {id(item)} was already used on line {seen[id(item)]}");
            }

            items.Add(item);
        }
        return items;
    }

    static T Parse<T>(string path, int number, string line, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(line, type) ?? throw new InputException(path, number, "must be an object, not null");
        }
        catch (JsonException e)
        {
            throw new InputException(path, number, e.Message);
        }
    }

    static string? CheckId(string id) => id.Length is 0 or > MaxIdLength ? $"an id must have 1 to {MaxIdLength} characters" : null;

    static string? CheckProduct(ShopProduct product) => product.UnitsInStock < 0 ? "unitsInStock is negative" : null;

    static string? CheckOrder(ShopOrder order, HashSet<string> products, HashSet<string> customers)
    {
        if (!customers.Contains(order.CustomerId))
        {
            return $"customer {order.CustomerId} is not in {Shop.CustomersFile}";
        }

        if (order.Lines is not { Count: > 0 })
        {
            return "lines is empty";
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in order.Lines)
        {
            if (line is null)
            {
                return "lines contains null";
            }

            if (!products.Contains(line.ProductId))
            {
                return $"product {line.ProductId} is not in {Shop.ProductsFile}";
            }

            if (!seen.Add(line.ProductId))
            {
                return $"product {line.ProductId} is on two lines";
            }

            if (line.Quantity <= 0)
            {
                return $"quantity of product {line.ProductId} must be above zero";
            }

            if (line.Discount is < 0 or >= 1)
            {
                return $"discount of product {line.ProductId} must be at least 0 and below 1";
            }

            if (line.NetPrice <= 0)
            {
                return $"price of product {line.ProductId} after discount must be above zero";
            }
        }
        return null;
    }
}
