using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DbPerService.Replay.Input;

static class ShopWriter
{
    public static void Write(Shop shop, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, bytes) in Files(shop))
        {
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
        }
    }

    public static IEnumerable<(string Name, byte[] Bytes)> Files(Shop shop) =>
    [
        (Shop.ProductsFile, Lines(shop.Products, ShopJson.Readable.ShopProduct)),
        (Shop.CustomersFile, Lines(shop.Customers, ShopJson.Readable.ShopCustomer)),
        (Shop.OrdersFile, Lines(shop.Orders, ShopJson.Readable.ShopOrder))
    ];

    static byte[] Lines<T>(IEnumerable<T> items, JsonTypeInfo<T> type)
    {
        var text = new StringBuilder();
        foreach (var item in items)
        {
            text.Append(JsonSerializer.Serialize(item, type)).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
