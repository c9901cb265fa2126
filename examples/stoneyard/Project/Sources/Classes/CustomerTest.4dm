//%attributes = {}
// Tests in the 4D spelling; see OrderTest for the other one.

// #tags: rules
Function test_a_customer_needs_a_name($t : Object)
	var $status : Object
	$status:=ds.Customer.new().save()
	$t.isFalse($status.success)
	$t.contains($status.errors[0].message; "company name")
	
// #tags: rules
Function test_an_address_needs_an_at_sign($t : Object)
	var $customer : cs.CustomerEntity
	$customer:=ds.Customer.new()
	$customer.company:="Granite & Sons"
	$customer.email:="granite.example"
	$t.isFalse($customer.save().success)
	$customer.email:="office@granite.example"
	$t.isTrue($customer.save().success)
	
Function test_the_address_is_one_line($t : Object)
	var $customer : cs.CustomerEntity
	$customer:=ds.Customer.new()
	$t.equal(""; $customer.address)
	$customer.city:="Carrara"
	$t.equal("Carrara"; $customer.address)
	$customer.street:="Via Cava 1"
	$t.equal("Via Cava 1, Carrara"; $customer.address)
